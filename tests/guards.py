"""Takes each guard out of a copy of the tree and runs the test that must then fail."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist")


class Guard(NamedTuple):
    """What is guarded against, where it stands, what it becomes without it, and what must notice."""

    against: str
    file: str
    text: str
    without: str
    test: str


GUARDS = (
    Guard(
        "one unreadable update stops all others",
        "bot/telegram_app/receiving.py",
        "except Exception as error:  # whatever one",
        "except KeyError as error:  # whatever one",
        "test_delivery.py -k unreadable",
    ),
    Guard(
        "an update that comes twice is answered twice",
        "bot/storage/inbox.py",
        "INSERT OR IGNORE INTO inbox",
        "INSERT OR REPLACE INTO inbox",
        "test_delivery.py -k comes_again",
    ),
    Guard(
        "a cancelled handler deafens the bot",
        "bot/telegram_app/dispatching.py",
        "except asyncio.CancelledError as error:",
        "except NotImplementedError as error:",
        "test_delivery.py -k cancellation",
    ),
    Guard(
        "a message that may have arrived is sent again",
        "bot/telegram_app/sending.py",
        "if failure is Failure.LOST and not endpoint.startswith(_NOT_TWICE):",
        "if failure is Failure.LOST:",
        "test_delivery.py -k may_have_arrived",
    ),
    Guard(
        "two questions of a chat overtake each other",
        "bot/telegram_app/dispatching.py",
        "self._busy.add(letter.chat)",
        "pass",
        "drill order",
    ),
    Guard(
        "old questions are answered one by one",
        "bot/telegram_app/dispatching.py",
        "elif message is not None and letter.written_at",
        "elif False and letter.written_at",
        "test_delivery.py -k stale",
    ),
    Guard(
        "one person takes the bot from the others",
        "bot/telegram_app/budgets.py",
        "over = len(recent) - self._most",
        "over = 0",
        "test_delivery.py -k writes_too_much",
    ),
    Guard(
        "the fetching stalls unnoticed",
        "bot/telegram_app/watchdog.py",
        "< self._stalled_after:\n                continue",
        "< 1e9:\n                continue",
        "test_delivery.py -k deaf",
    ),
    Guard(
        "a revoked token is tried for ever",
        "bot/telegram_app/polls.py",
        "if self._refused >= MOST_REFUSED:",
        "if self._refused >= 10**9:",
        "test_delivery.py -k one_refusal",
    ),
    Guard(
        "the token is logged",
        "bot/logs.py",
        'return _TOKEN_SHAPE.sub("[token]", line)',
        "return line",
        "test_logs.py -k token_is_taken",
    ),
    Guard(
        "what somebody wrote is logged",
        "bot/logs.py",
        'if record.name.split(".")[0] in _OURS or not record.args:',
        "if True:",
        "test_logs.py -k held_back",
    ),
    Guard(
        "an error quotes somebody",
        "bot/logs.py",
        'if type(error).__module__ == "telegram.error" or isinstance(error, BotError):',
        "if True:",
        "test_logs.py -k held_back",
    ),
    Guard(
        "two processes in one folder",
        "bot/storage/locks.py",
        "if not _lock(file):",
        "if False:",
        "test_locks.py -k held_once",
    ),
    Guard(
        "settings that cannot be meant together",
        "bot/commands/serve.py",
        "    refuse_contradictions(settings)",
        "    pass",
        "test_operator_errors.py -k cannot_be_meant",
    ),
    Guard(
        "a clock a year off",
        "bot/telegram_app/running.py",
        "(trouble := application.clock.trouble()) is not None",
        "(trouble := None) is not None",
        "test_operator_errors.py -k clock",
    ),
    Guard(
        "a newer version's file is written to",
        "bot/storage/database.py",
        "if found > schema.version:",
        "if False:",
        "test_store.py -k newer",
    ),
    Guard(
        "a row of the chats that is not as written",
        "bot/storage/schema.py",
        'return f"sum = {made.row_sum}{kinds}"',
        'return "1"',
        "test_doctor.py -k damaged_row",
    ),
    Guard(
        "a row that is not as written stays in the chats",
        "bot/storage/database.py",
        "if broken := _broken_rows(connection, schema, read):",
        "if broken := 0:",
        "drill chats",
    ),
    Guard(
        "bytes that pass for text",
        "bot/storage/schema.py",
        """kinds = "".join(f" AND typeof({name}) IN ('text', 'null')" for name in made.texts)""",
        'kinds = ""',
        "test_store.py -k makes_bytes",
    ),
    Guard(
        "a header by which nobody may write",
        "retrieval/library/mendable.py",
        "return len(head) == 20 and head[18:] not in _FORMATS",
        "return False",
        "test_store.py -k header",
    ),
    Guard(
        "a log of which only the beginning is read",
        "retrieval/library/mendable.py",
        "is_cut_short(connection, self.log)",
        "False",
        "test_store.py -k log_of_a_killed",
    ),
    Guard(
        "two programs that make or mend a library at once",
        "retrieval/library/hold.py",
        "fcntl.flock(self._file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)",
        "pass",
        "test_library_hold.py",
    ),
    Guard(
        "a file of the index that is not as written",
        "retrieval/archive/files.py",
        'if not right or _checksum(path) != entry["crc"]:',
        "if not right:",
        "drill index",
    ),
    Guard(
        "an article that is not as written",
        "retrieval/library/shelf.py",
        "if checksum(*fields) != own:",
        "if False:",
        "test_library_damage.py -k every_column",
    ),
    Guard(
        "a row of the library that is missing",
        "retrieval/library/shelf.py",
        "if own != _state(connection)[1]:",
        "if False:",
        "test_library_damage.py -k row_that_is_missing",
    ),
    Guard(
        "a power cut during a backup",
        "bot/storage/backup.py",
        "sync_file(part)",
        "pass",
        "drill power",
    ),
    Guard(
        "a damaged row in a backup",
        "bot/storage/backup.py",
        "found = found or damage_in(copy)",
        "damage_in(copy)",
        "test_backup.py -k turned_bit",
    ),
    Guard(
        "a backup after a loss that passes for whole",
        "bot/storage/backup.py",
        "losses += _losses(folder / copy.name, copy)",
        "pass",
        "test_backup.py -k does_not_pass",
    ),
    Guard(
        "a data folder that takes nothing is not asked",
        "bot/conversations/collection.py",
        "    except UnwritableLibraryError as error:",
        "    except NotImplementedError as error:",
        "test_unwritable.py -k what_is_there",
    ),
    Guard(
        "a backup with names of others' files",
        "bot/storage/restoring.py",
        'if not manifest["files"] or not set(manifest["files"]) <= set(KEPT):',
        "if False:",
        "test_backup.py -k none_of_ours",
    ),
    Guard(
        "a restore under a running bot",
        "bot/commands/restore.py",
        "with lock_folder(folder):",
        "if True:",
        "test_backup.py -k running_bot",
    ),
    Guard(
        "a quotation of an article that has changed",
        "bot/storage/contract.py",
        'or article.text[kept["start"] : kept["end"]] != kept["quotation"]',
        "",
        "test_store.py -k gone_or_changed",
    ),
    Guard(
        "another chat's answer behind a button",
        "bot/storage/store.py",
        'where = "id = ? AND conversation = ? AND asked_at > ?"',
        "where = \"id = ? AND ? != '' AND asked_at > ?\"",
        "test_store.py -k belongs_to_its",
    ),
    Guard(
        "expired words stay in a file's log",
        "bot/storage/tables.py",
        'self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")',
        "pass",
        "test_privacy.py -k thirty_days",
    ),
    Guard(
        "whoever has an id may add",
        "bot/editors/rights.py",
        "return user is not None and user in self.adders",
        "return user is not None",
        "test_rights.py -k nobody_adds",
    ),
    Guard(
        "the webhook believes anybody",
        "bot/telegram_app/webhook.py",
        "return len(given) == 1 and hmac.compare_digest(given[0], self._secret)",
        "return True",
        "test_webhook.py -k gets_its_status",
    ),
    Guard(
        "a body without end",
        "bot/telegram_app/webhook.py",
        "if len(body) > self._limits.body:",
        "if False:",
        "test_webhook.py -k chunks",
    ),
    Guard(
        "a private address is fetched",
        "retrieval/fetch/addresses.py",
        "return not in_any(address, _V4)",
        "return True",
        "test_fetch.py -k special_networks",
    ),
)


def take_out(guard: Guard, folder: Path) -> str:
    """Run the test without the guard: "fails" is what it must do."""
    copy = folder / "tree"
    shutil.copytree(ROOT, copy, ignore=_LEFT_OUT)
    file = copy / guard.file
    text = file.read_text(encoding="utf-8")
    if text.count(guard.text) != 1:
        return f"NOT FOUND ({text.count(guard.text)} times)"
    file.write_text(text.replace(guard.text, guard.without), encoding="utf-8")
    compile(file.read_text(encoding="utf-8"), guard.file, "exec")
    kind, _, rest = guard.test.partition(" ")
    command = (
        ["tests.drills", rest] if kind == "drill" else ["pytest", "-q", "-x", f"tests/{kind}", *rest.split()]
    )
    done = subprocess.run([sys.executable, "-m", *command], cwd=copy, capture_output=True, text=True)
    if done.returncode == 1:
        return "fails"
    return "PASSES" if done.returncode == 0 else f"DID NOT RUN ({done.returncode})"


def main() -> int:
    """Take each out; 1 if a test did not notice."""
    parser = argparse.ArgumentParser(prog="python -m tests.guards")
    parser.add_argument("words", nargs="*", help="only guards against something with these words")
    words = parser.parse_args().words
    missed = 0
    print("| guard against | taken out of | test | it |\n|---|---|---|---|", flush=True)
    for guard in GUARDS:
        if any(word not in guard.against for word in words):
            continue
        begun = time.monotonic()
        with TemporaryDirectory() as folder:
            came_to = take_out(guard, Path(folder))
        missed += came_to != "fails"
        print(f"| {guard.against} | {guard.file} | {guard.test} | {came_to} |", flush=True)
        print(f"  {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
