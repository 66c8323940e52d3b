"""By hand: the server in one terminal (`python -m tests.botapi`), its user in another, pictures."""

import argparse
import asyncio
import sys
from contextlib import suppress
from pathlib import Path

from .api import BotApi
from .console import converse

PORT = 8081


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.screenshots is not None:
        from .screenshots import draw

        return draw(options.screenshots)
    with suppress(KeyboardInterrupt):
        if options.what == "chat":
            return asyncio.run(converse(options.port, options.user))
        asyncio.run(_serve(options.port, options.record))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["serve", "chat"], default="serve")
    parser.add_argument("--port", type=int, default=PORT, help=f"of the server, 0 for any (default {PORT})")
    parser.add_argument("--user", default="You", help="your name in the chat")
    parser.add_argument(
        "--record", type=Path, metavar="DIR", help="write the chats there when the server ends"
    )
    parser.add_argument(
        "--screenshots", type=Path, metavar="DIR", help="draw the chats recorded there and end"
    )
    return parser


async def _serve(port: int, record: Path | None) -> None:
    async with BotApi(port=port) as api:
        print(f"A strict Bot API server on 127.0.0.1:{api.port}. Point the bot at it:\n")
        for name, value in api.environment.items():
            print(f"export {name}={value}")
        print(f"\nand be its user: python -m tests.botapi chat --port {api.port}", flush=True)
        try:
            await asyncio.Event().wait()
        finally:
            if record is not None:
                for path in api.record(record):
                    print(path)


if __name__ == "__main__":
    sys.exit(main())
