"""A question that leans on the one before it, completed from the last turn's names and topic.

Only what is missing is filled in: a pronoun becomes the person it must mean, "that" and a bare
"When?" take the topic of the last question, "and Trump?" asks the last question of Trump. A
question with a subject of its own is left as it stands, so that a new topic stays new.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from retrieval.asking.overview import recognise
from retrieval.asking.turns import (
    Question,
    Turn,
    capitalised,
    content_words,
    is_of,
    key_of,
    lacks_subject,
    split_words,
)
from retrieval.index import Index
from retrieval.models import Answer, Span
from retrieval.tokens import is_stop_word, without_possessive
from retrieval.words.names import Name, short_form

_LONGEST = 300
_MOST_SWAPPED = 4
_MOST_LEANING = 10


class FollowUp(NamedTuple):
    """A question as it is to be asked, and what it was completed with, as the articles spell it.

    >>> FollowUp(question="What did Berg say?", about="Berg").about
    'Berg'
    """

    question: str
    about: str | None = None


def complete(question: str, previous: Answer, index: Index) -> FollowUp:
    """`question`, completed from `previous` where it could not be understood alone.

    >>> from retrieval.index import PassageIndex
    >>> from retrieval.answering import answer
    >>> from retrieval.models import Article
    >>> text = "President Ana Ruiz met Mr. Ivo Berg. Ruiz offered gas. She smiled. Berg refused the gas."
    >>> index = PassageIndex([Article(id="1", text=text)])
    >>> previous = answer("What did Ruiz offer?", index)
    >>> complete("And what did he say?", previous, index)
    FollowUp(question='What did Berg say?', about='Berg')
    >>> complete("When?", previous, index)
    FollowUp(question='When did Ruiz offer?', about='Ruiz')
    >>> complete("Who smiled at the gas station?", previous, index).about is None
    True
    """
    if len(question) > _LONGEST or not question.strip() or _is_about_the_article(question):
        return FollowUp(question=question)
    turn = Turn(previous, index)
    asked = Question(question, turn)
    # A question about the article as such ("Who wrote it?") has people to mean, but no topic to go on with.
    ways = (
        (_name_pronouns,)
        if _is_about_the_article(previous.question)
        else (_swap, _name_pronouns, _carry_topic)
    )
    for way in ways:
        completed = way(asked, turn)
        if completed:
            return completed
    return FollowUp(question=question)


def _swap(asked: Question, turn: Turn) -> FollowUp | None:
    """Ask the last question of someone or something else: "And Trump?", "what about fentanyl?"."""
    if not asked.first or asked.asks or asked.has_verb or not 0 < len(asked.content) <= _MOST_SWAPPED:
        return None
    pronouns = ("she", "he", "they", "that")
    if any(is_of(kind, word) for kind in pronouns for word in asked.rest):
        return None
    thing = asked.text[asked.rest[0].start() :].rstrip("?!. ")
    if asked.mentions or len(asked.names) == 1:
        return _swap_name(asked.names[0], asked.opened + thing, turn)
    if not turn.has(thing):
        return None
    spelled = " ".join(turn.spelled(word) for word in asked.content)
    about = [word for word in split_words(turn.question) if is_of("about", word)]
    question = (
        f"{turn.question[: about[-1].end()]} {thing}?" if about else capitalised(f"{asked.opened}{thing}?")
    )
    return FollowUp(question=question, about=spelled)


def _swap_name(name: Name, thing: str, turn: Turn) -> FollowUp | None:
    known = name.full in {known.full for known in turn.known}
    about = short_form(name) if known else None
    others = [other for other in turn.mentions if other.full != name.full]
    same = [other for other in others if other.person == name.person] or ([] if known else others)
    present = [other for other in turn.mentions if other.full == name.full]
    if present and same:  # "What did Ruiz tell Berg?" - "And Berg?"
        edits = {same[0].span: short_form(name), present[0].span: short_form(same[0])}
        return FollowUp(question=_replaced(turn.question, edits), about=about)
    if same:
        return FollowUp(question=_replaced(turn.question, {same[0].span: short_form(name)}), about=about)
    words = [] if present else turn.topic_words()
    topic = f" ({', '.join(words)})" if words else ""
    return FollowUp(question=f"{capitalised(thing)}{topic}?", about=about)


def _name_pronouns(asked: Question, turn: Turn) -> FollowUp | None:
    """Put the person in the pronoun's place: "And what did she answer?"."""
    edits: dict[Span, str] = {}
    about: list[str] = []
    for at, word in enumerate(asked.words):
        if not (pronoun := _pronoun(asked, at)) or _has_antecedent(asked, at):
            continue
        person = turn.person(None if pronoun == "someone" else pronoun)
        if person is None or any(name.full == person.full for name in asked.names):
            continue
        written = person.full if _asks_who(asked) else short_form(person)
        end = word.start() + len(without_possessive(word.group()))  # not the end of "he's"
        edits[Span(word.start(), end)] = written + ("’s" if _is_possessive(asked, at) else "")
        about.append(short_form(person))
    if not edits:
        return None
    question = _replaced(asked.text, edits, asked.rest[0].start())
    if asked.leans() and not asked.content:
        words = [word for word in turn.topic_words() if word.casefold() not in question.casefold()]
        question = question.rstrip("?!. ") + (f" ({', '.join(words)})?" if words else "?")
    return FollowUp(question=asked.opened + capitalised(question), about=about[0])


def _pronoun(asked: Question, at: int) -> str | None:
    """Which person a word stands for: "she", "he", "someone" or none."""
    return next((kind for kind in ("she", "he", "someone") if is_of(kind, asked.words[at])), None)


def _has_antecedent(asked: Question, at: int) -> bool:
    """Whether the question itself names someone before the pronoun."""
    before = asked.words[asked.first : at]
    start = asked.words[at].start()
    if any(name.span.end <= start and (name.person or name not in asked.mentions) for name in asked.names):
        return True
    return any(
        is_of("determiners", first) and content_words([second]) and second.group().islower()
        for first, second in pairwise(before)
    )


def _asks_who(asked: Question) -> bool:
    return key_of(asked.rest[0]) in ("who", "quien", "quienes")


def _is_possessive(asked: Question, at: int) -> bool:
    """Whether "her" is "her speech" and not "called her"."""
    if not is_of("possessive", asked.words[at]) or at + 1 == len(asked.words):
        return False
    return not is_stop_word(asked.words[at + 1].group())


def _carry_topic(asked: Question, turn: Turn) -> FollowUp | None:
    """Add the last question's topic: "When?", "Where was that?", "¿Y qué respondió?"."""
    about = turn.about()
    if asked.names or about is None or not asked.rest:
        return None
    leans = asked.leans()
    subject = lacks_subject(asked.rest)
    if not asked.content and asked.asks and not subject:
        return _ask_again(asked, turn, about)
    if asked.content and not (leans and len(asked.content) == 1 and len(asked.rest) < _MOST_LEANING):
        return None
    if not leans and not asked.first:
        return None
    responds = any(is_of("responding", word) for word in asked.rest)
    person = turn.person(None, other=responds) if subject and not leans else None
    topic = short_form(person) if person else ", ".join(turn.topic_words())
    question = f"{asked.without_cue().rstrip('?!. ')} ({topic})?"
    return FollowUp(question=question, about=short_form(person) if person else about)


def _ask_again(asked: Question, turn: Turn, about: str) -> FollowUp | None:
    """The last question with the new question word: "When did Ruiz offer?"."""
    kept = [word for word in asked.rest if is_of("interrogatives", word) or is_of("measures", word)]
    if len(kept) == 1 and key_of(kept[0]) in ("what", "que") and key_of(asked.rest[0]) != "por":
        topic = ", ".join(turn.topic_words())
        leans = asked.leans() and topic
        question = f"{asked.without_cue().rstrip('?!. ')} ({topic})?"
        return FollowUp(question=question, about=about) if leans else None
    first = asked.rest[0] if key_of(asked.rest[0]) == "por" else kept[0]
    asking = capitalised(asked.text[first.start() : kept[-1].end()])
    if ("¿" in asked.text) != ("¿" in turn.question) or _asks_who(asked):
        # one question in two languages, or "Who did it cost?" of "How much did it cost?"
        body = f"({', '.join(turn.topic_words())})"
    else:
        body = turn.body()
    return FollowUp(question=f"{'¿' if '¿' in asked.text else ''}{asking} {body}?", about=about)


def _is_about_the_article(question: str) -> bool:
    recognised = recognise(question)
    return recognised is not None and not recognised.bare


def _replaced(text: str, edits: dict[Span, str], start: int = 0) -> str:
    """`text` from `start` with the spans of `edits` written anew.

    >>> _replaced("and he left", {Span(4, 6): "Ivo"}, 4)
    'Ivo left'
    """
    parts = []
    for span in sorted(edits):
        parts += [text[start : span.start], edits[span]]
        start = span.end
    return "".join([*parts, text[start:]])
