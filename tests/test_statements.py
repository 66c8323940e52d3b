"""Which sentences are statements of the person that a question asks about, and by which right."""

from __future__ import annotations

import pytest

from retrieval.evidence.question import read_question
from retrieval.evidence.statements import ANSWERED, SAID, Statements, is_said, pronouns_of
from retrieval.index import PassageIndex
from retrieval.models import Article
from retrieval.sentences import Sentence


def _sentences(text: str) -> tuple[Sentence, ...]:
    return PassageIndex([Article(id="1", text=text)]).sentences_of(0)


def _levels(text: str, question: str) -> list[str]:
    """By which right each sentence is a statement, "" where it is none."""
    read, sentences = read_question(question), _sentences(text)
    names = {value: name for name, value in (ANSWERED if read.exchange else SAID)._asdict().items()}
    statements = Statements(read, sentences)
    return [names.get(statements.strength(number), "") for number in range(len(sentences))]


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("Ruiz said it rained.", "named"),
        ("“It rained,” Ruiz said.", "named_quoted"),
        ("“It rained,” said Ruiz.", "named_quoted"),
        ("It rained, said Ruiz.", "named"),
        ("It rained, according to Ruiz.", "named"),
        # between a name and its verb: a few words that go on about the same person
        ("Ruiz, the old mayor, said it rained.", "named"),
        ("Ruiz, the very old mayor, said it rained.", ""),
        ("Ruiz also said it rained.", "named"),
        ("Ruiz, 58, said it rained.", "named"),
        ("Ruiz campaign said it rained.", ""),
        ("Ruiz, the Brel mayor, said it rained.", ""),
        ("Ruiz Ek said it rained.", ""),
        # between a verb and a name: titles, or a given name with what its bearer is
        ("It rained, said Ann Ruiz.", "named"),
        ("It rained, said the mayor, Ruiz.", "named"),
        ("It rained, said Governor Ann Ruiz.", "named"),
        ("It rained, said baker Ann Ruiz.", "named"),
        ("It rained, said village baker Ann Ruiz.", "named"),
        ("It rained, said old village baker Ann Ruiz.", ""),
        ("It rained, said baker Ruiz.", ""),
        ("It rained, said baker Ann, Ruiz.", ""),
        ("It was said about Ann Ruiz.", ""),
        ("They said critics accuse Ann Ruiz.", ""),
        ("They told Ruiz it rained.", ""),
        ("They accused Ruiz of rain.", ""),
        # what is somebody's says nothing for them
        ("Aides of Ruiz’s said it rained.", ""),
        ("Aides of Ruiz's said it rained.", ""),
        ("Ruiz’s aides rose and Ruiz said it rained.", "named"),
        ("Ek’s aides rose and Ruiz said it rained.", "named"),
        # anybody's
        ("“It rained,” Ek said.", "quoted"),
        ("“It rained.”", "quoted"),
        ("Ek said it rained.", ""),
        ("Ruiz saw the rain.", ""),
    ],
)
def test_a_name_beside_a_verb_of_saying_makes_a_statement(sentence: str, level: str) -> None:
    assert _levels(sentence, "What did Ruiz say?") == [level]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Ann Ruiz is mayor. She said it rained.", "meant"),
        ("Ann Ruiz is mayor. “It rained,” she said.", "meant_quoted"),
        ("Ann Ruiz is mayor. He said it rained.", ""),
        ("Karl Ruiz is mayor. He said it rained.", "meant"),
        ("Ruiz is mayor. He said it rained.", "meant"),
        ("Ek is mayor. She said it rained.", ""),
        ("Ruiz rose and she said it rained.", "meant"),
        # near the verb
        ("Ruiz is mayor. She and three others said it rained.", "meant"),
        ("Ruiz is mayor. She and three old friends said it rained.", ""),
        ("Ruiz is mayor. It rained, said she.", "meant"),
        ("Ruiz is mayor. It rained, said then she.", ""),
        ("Ruiz is mayor. She had pressed two of the bakers to come, saying, “Rain.”", "meant_quoted"),
        ("Ruiz is mayor. She had pressed two of the bakers to come, saying it rained.", ""),
        ("Ruiz is mayor. There she had pressed two of the bakers to come, saying, “Rain.”", "quoted"),
        # not too long after the name
        ("Ruiz is mayor. It snowed. It hailed. It blew. She said it rained.", "meant"),
        ("Ruiz is mayor. It snowed. It hailed. It blew. Geese flew. She said it rained.", ""),
        # a quotation without a source goes on
        ("Ruiz is mayor. “It rained.”", "continued"),
        ("Ruiz is mayor. She left, “in the rain.”", "continued"),
        ("Ruiz is mayor. “It rained,” Ek said.", "quoted"),
        ("Ruiz is mayor. Geese flew. “It rained.”", "quoted"),
        ("Ruiz is mayor. It rained.", ""),
    ],
)
def test_a_pronoun_or_a_quotation_after_the_name_may_be_the_speakers(text: str, level: str) -> None:
    assert _levels(text, "What did Ruiz say?")[-1] == level


def test_nothing_is_said_by_somebody_who_is_named_only_later() -> None:
    assert _levels("It rained. She said so. Geese flew. Ruiz left.", "What did Ruiz say?")[1] == ""
    assert _levels("“It rained.” Geese flew. Ruiz left.", "What did Ruiz say?")[0] == "quoted"
    assert _levels("Ruiz left. She said it rained.", "What did he say?") == ["", ""]


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("Ruiz proposed a dam.", "named_quoted"),
        ("She proposed a dam.", "named_quoted"),
        ("Ruiz said it rained.", "named"),
        ("She said it rained.", "meant"),
        ("Ek proposed a dam.", ""),
        ("“It rained,” Ruiz said.", "named_quoted"),
    ],
)
def test_a_statement_in_the_very_verb_that_is_asked_for_is_as_good_as_quoted(
    sentence: str, level: str
) -> None:
    assert _levels(f"Ruiz is mayor. {sentence}", "What did Ruiz propose?")[-1] == level


def test_the_stronger_the_right_the_more_a_statement_is_worth() -> None:
    assert list(SAID) == sorted(set(SAID), reverse=True)
    told = ANSWERED._asdict()
    order = ["named_quoted", "meant_quoted", "named", "meant", "continued", "quoted"]
    assert sorted(told, key=lambda level: -told[level]) == order
    assert len(set(ANSWERED)) == len(order)
    for levels in (SAID, ANSWERED):
        assert max(levels) == 1
        assert min(levels) > 0


HE, SHE = frozenset(["he", "him", "his"]), frozenset(["she", "her"])


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ann Ruiz rose.", SHE),
        ("Karl Ruiz rose.", HE),
        ("They met Ann Ruiz.", SHE),
        ("Ruiz rose.", HE | SHE),
        ("Ruiz rose. He left.", HE),
        ("Ruiz rose. She left.", SHE),
        ("Ruiz rose. Her hat fell.", SHE),
        ("Ruiz rose. There he left.", HE | SHE),
        ("Ek rose. He left. Ruiz left.", HE | SHE),
        ("Ruiz rose. He left. Ruiz sat. She left.", HE | SHE),
        ("Ruiz rose. He left. Ruiz sat. She left. Ruiz ran. He fell.", HE),
        # a given name stands right before a name
        ("Ann, Ruiz rose.", HE | SHE),
        ("The ann Ruiz rose.", HE | SHE),
        ("Ann Ek met Ruiz.", HE | SHE),
        # … and tells more than four sentences that begin so
        ("Ann Ruiz rose." + " He left. Ruiz sat." * 4, SHE),
        ("Ann Ruiz rose." + " He left. Ruiz sat." * 5, HE | SHE),
        ("Ann Ruiz rose." + " He left. Ruiz sat." * 6, HE),
    ],
)
def test_a_name_is_called_he_or_she_by_its_given_name_or_by_what_follows(
    text: str, meant: frozenset[str]
) -> None:
    found = pronouns_of(frozenset(["ruiz"]), _sentences(text))
    assert found & (HE | SHE) == meant


def test_a_given_name_alone_tells_too_where_it_stands_as_a_name() -> None:
    assert pronouns_of(frozenset(["grace"]), _sentences("They met Grace there.")) & (HE | SHE) == SHE
    assert pronouns_of(frozenset(["grace"]), _sentences("They met grace there.")) & (HE | SHE) == HE | SHE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("“It rained.”", True),
        ('He saw a "dam".', True),
        ("«Llueve».", True),
        ("Ek said it rained.", True),
        ("It rained, they were saying.", True),
        ("It rained.", False),
    ],
)
def test_what_is_quoted_or_told_with_a_verb_of_saying_is_said(text: str, said: bool) -> None:
    assert is_said(_sentences(text)[0]) is said
