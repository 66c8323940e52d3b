"""What speaks for a sentence, where it holds and where it does not, and the order that it gives."""

from __future__ import annotations

from datetime import date
from math import exp

import pytest

from retrieval.evidence.question import read_question
from retrieval.evidence.scores import Candidates, likeness, score_words
from retrieval.evidence.selection import find_evidence, sentence_idf
from retrieval.evidence.values import read_grounds
from retrieval.evidence.weighing import Evidence, read_values, tell_once, telling_first
from retrieval.evidence.weights import OTHER as OTHER_TEXT
from retrieval.evidence.weights import Weights, is_news
from retrieval.index import PassageIndex
from retrieval.models import Article
from retrieval.sentences import Sentence


def _sentences(text: str, **about: str) -> tuple[Sentence, ...]:
    return PassageIndex([Article(id="1", text=text, **about)]).sentences_of(0)  # type: ignore[arg-type]


def _values(text: str, question: str, **about: str) -> list[dict[str, float]]:
    """Of each sentence: its reasons with their values."""
    candidates = [Candidates(found := _sentences(text, **about), range(len(found)))]
    read = read_question(question)
    return [each for _, _, each in read_values(read, candidates, sentence_idf(read, candidates))]


# the order


def _told_once(*sentences: tuple[float, str]) -> list[int]:
    """The order of sentences of these totals that tell of somebody, each a letter."""
    return tell_once([total for total, _ in sentences], [frozenset(names) for _, names in sentences])


def test_the_second_sentence_is_rather_one_that_names_somebody_new_up_to_a_quarter() -> None:
    assert _told_once((3.0, "a"), (2.5, "a"), (2.26, "b")) == [0, 2, 1]
    assert _told_once((3.0, "a"), (2.5, "a"), (2.24, "b")) == [0, 1, 2]
    assert _told_once((3.0, "a"), (2.5, "a"), (2.26, "")) == [0, 2, 1]


def test_one_that_names_somebody_new_beside_somebody_told_loses_its_share() -> None:
    assert _told_once((3.0, "a"), (2.5, "ab"), (2.38, "b")) == [0, 2, 1]
    assert _told_once((3.0, "a"), (2.5, "ab"), (2.37, "b")) == [0, 1, 2]


def test_the_third_names_somebody_new_too_and_the_fourth_comes_as_it_is() -> None:
    assert _told_once((3.0, "a"), (2.9, "b"), (2.5, "b"), (2.26, "c")) == [0, 1, 3, 2]
    assert _told_once((3.0, "a"), (2.9, "b"), (2.5, "a"), (2.26, "c")) == [0, 1, 3, 2]
    assert _told_once((3.0, "a"), (2.9, "b"), (2.8, "c"), (2.5, "c"), (2.4, "d")) == [0, 1, 2, 3, 4]


def test_the_best_comes_first_and_one_sentence_alone() -> None:
    assert _told_once((2.0, "a"), (3.0, "b")) == [1, 0]
    assert _told_once((1.0, "a")) == [0]
    assert _told_once() == []


@pytest.mark.parametrize(("alike", "first"), [(19, 20), (20, 1)])
def test_somebody_new_is_looked_for_in_twenty_sentences(alike: int, first: int) -> None:
    assert _told_once((3.0, "a"), *[(2.5, "a")] * alike, (2.4, "b"))[1] == first


ARTICLE = "Why they left\n\nOwls left the valley.\n\nOwls and the valley"


def _first(question: str, *ordered: Sentence) -> list[str]:
    found = telling_first(read_question(question), [Evidence(one, 1.0, (), ()) for one in ordered])
    return [each.sentence.text for each in found]


HEADING, WHOLE, NEW = _sentences(ARTICLE)
OTHER = _sentences("Geese left the lake.")[0]


@pytest.mark.parametrize(
    ("question", "ordered", "order"),
    [
        ("Why did the owls leave?", [HEADING, WHOLE], [1, 0]),
        ("Why did the owls leave?", [HEADING, NEW, WHOLE], [1, 0, 2]),
        ("Why did the owls of the valley leave?", [HEADING, NEW, WHOLE], [2, 0, 1]),
        # of the same article
        ("Why did the owls leave?", [HEADING, OTHER, WHOLE], [2, 0, 1]),
        ("Why did the owls leave?", [HEADING, OTHER], [0, 1]),
        # a sentence, and a heading that tells more, stay where they are
        ("Why did the owls leave?", [WHOLE, HEADING, NEW], [0, 1, 2]),
        ("Why did the owls leave?", [NEW, HEADING, WHOLE], [0, 1, 2]),
        ("Why did the owls leave?", [HEADING], [0]),
        # who only writes a word asks nothing
        ("left", [HEADING, WHOLE], [0, 1]),
    ],
)
def test_a_heading_that_only_says_the_question_again_comes_behind_what_tells_more(
    question: str, ordered: list[Sentence], order: list[int]
) -> None:
    assert _first(question, *ordered) == [ordered[at].text for at in order]


@pytest.mark.parametrize(
    ("question", "others", "is_new"),
    [
        ("What do owls eat?", [], True),
        ("What do owls eat?", [Article(id="2", text="It rained.")], False),
        ("What did Ruiz say?", [], False),
    ],
)
def test_in_one_article_somebody_new_comes_second_unless_it_is_asked_what_one_person_said(
    question: str, others: list[Article], is_new: bool
) -> None:
    text = "Ann Ruiz feeds owls at night. Ann Ruiz feeds owls by day. Bo Ek feeds owls at noon."
    found = find_evidence(question, PassageIndex([Article(id="1", text=text), *others])).evidence
    assert (found[1].sentence.text == "Bo Ek feeds owls at noon.") is is_new
    assert (found[2].total > found[1].total) is is_new


def test_only_news_has_an_outlet_or_a_day() -> None:
    assert is_news(Article(id="1", text="", outlet="AP"))
    assert is_news(Article(id="1", text="", published=date(2026, 1, 2)))
    assert not is_news(Article(id="1", text="", title="Owls", url="https://news.example"))


def test_every_reason_is_shown_in_words() -> None:
    found = find_evidence("Where do owls hoot?", PassageIndex([Article(id="1", text="Owls hoot in Oslo.")]))
    shown = {name for name, _ in found.evidence[0].reasons}
    assert (
        {"words", "asked words", "holds a place"}
        <= shown
        <= {name.replace("_", " ") for name in Weights._fields}
    )
    assert all(amount for _, amount in found.evidence[0].reasons)


# the values


@pytest.mark.parametrize(
    ("text", "is_carried"),
    [
        ("Ann Ruiz rose. She left.", True),
        ("Ann Ruiz rose. It rained. It hailed. She left.", True),
        ("Ann Ruiz rose. It rained. It hailed. It blew. She left.", False),
        ("Ann Ruiz rose. He left.", False),
        ("Ann Ruiz rose. They left.", True),
        ("She left. Ann Ruiz rose.", False),
        ("Ann Ruiz rose. Geese left.", False),
        ("Ann Ruiz rose. She left Ruiz.", False),
        # near the beginning
        ("Ann Ruiz rose. His mad dog saw how that day she left.", True),
        ("Ann Ruiz rose. His old dog saw how on that day she left.", False),
    ],
)
def test_a_name_before_is_carried_over_to_a_pronoun_that_may_mean_it(text: str, is_carried: bool) -> None:
    assert bool(_values(text, "When did Ruiz leave?")[-1].get("name_carried_over")) is is_carried


def test_of_two_names_the_one_that_is_not_there_is_carried_over_by_its_weight() -> None:
    text = "Ann Ruiz rose. She met Oslo. It rained in Oslo. Geese left. Geese came."
    one, two = (
        _values(text, f"Did {name} leave?")[1]["name_carried_over"] for name in ("Ruiz", "Ruiz of Oslo")
    )
    assert one > two > 0
    assert not _values(text, "Did ruiz leave?")[1]["name_carried_over"]


TEXT = "Geese fly. It rained. Owls hoot. It hailed. It blew."


@pytest.mark.parametrize(
    ("at", "beside"),
    [
        (0, {}),
        (1, {"next_sentence"}),
        (2, set()),
        (3, {"previous_sentence"}),
        (4, {"sentence_before_that"}),
    ],
)
def test_a_word_counts_for_the_sentences_around_it(at: int, beside: set[str]) -> None:
    names = ("previous_sentence", "sentence_before_that", "next_sentence")
    found = _values(TEXT, "Do owls bark?")[at]
    assert {name for name in names if found.get(name)} == set(beside)
    assert all(found[name] == pytest.approx(1, abs=0.1) for name in beside)
    assert found.get("words_around", 0) == (1 if at in (1, 2, 3) else 0)


def test_what_a_sentence_has_itself_is_not_counted_again_from_its_neighbours() -> None:
    first, second, third = _values("Owls hoot. Owls sleep. Owls hoot.", "Do owls hoot?")
    assert second["previous_sentence"] == second["next_sentence"]
    assert 0 < second["previous_sentence"] < 1
    assert third["sentence_before_that"] == first["next_sentence"] == third["previous_sentence"] == 0
    nearest = _values("Owls hoot. Owls hoot. Geese sleep.", "Do owls hoot?")[2]
    assert nearest["sentence_before_that"] == 0


@pytest.mark.parametrize(
    ("sentence", "pairs", "order"),
    [
        ("Gas pipes burst here.", 1, 1),
        ("Pipes of gas burst.", 0, 0.5),
        ("Burst pipes leaked gas.", 0, 0),
        ("Gas burst old pipes.", 0, 0.5),
        ("Gas pipes leak.", 0.5, 1),
        ("Pipes leak gas.", 0, 0),
        ("Gas is gas.", 0, 0),
        ("Gas is here.", 0, 0),
    ],
)
def test_words_count_that_stand_together_or_follow_one_another_as_in_the_question(
    sentence: str, pairs: float, order: float
) -> None:
    found = _values(f"{sentence} It rained.", "Did gas pipes burst?")[0]
    assert found.get("word_pairs", 0) == pairs
    assert found.get("word_order", 0) == order


def test_the_only_pair_of_two_words_counts_whole_and_one_word_makes_none() -> None:
    assert _values("Pipes burst.", "Did pipes burst?")[0]["word_pairs"] == 1
    assert _values("Gas is gas.", "Is it gas?")[0].get("word_pairs", 0) == 0


def test_who_speaks_makes_no_pair_with_what_is_spoken_of() -> None:
    question = "What did Ann Ruiz say about gas pipes?"
    for sentence, pairs in (("Ann Ruiz left.", 0), ("Ruiz gas burst.", 0), ("Gas pipes burst.", 1)):
        assert bool(_values(sentence, question)[0].get("word_pairs")) is bool(pairs)


LEAD = (
    "Oslo today\n\nOwls hoot in the old barn.\n\nGeese swim in the cold lake.\n\nIt rains here all day long."
)


def test_the_lead_of_news_falls_by_the_whole_sentences_before_it() -> None:
    heading, first, second, third = _values(LEAD, "What do owls do in Oslo in May?", outlet="AP")
    assert "lead" not in heading
    assert second["lead"] / first["lead"] == pytest.approx(exp(-1))
    assert third["lead"] / first["lead"] == pytest.approx(exp(-2))
    assert 0 < first["lead"] < 1
    elsewhere = _values(LEAD, "What do owls do in Oslo in May?")
    assert [each["lead_elsewhere"] for each in elsewhere] == pytest.approx([exp(-at) for at in range(4)])
    assert not any("lead" in each for each in elsewhere)


@pytest.mark.parametrize(
    ("words", "is_lead"), [("Owls hoot in the barn.", False), ("Owls hoot in the old barn.", True)]
)
def test_a_line_of_less_than_six_words_is_no_lead(words: str, is_lead: bool) -> None:
    assert ("lead" in _values(words, "Did it rain?", outlet="AP")[0]) is is_lead


@pytest.mark.parametrize(
    ("question", "names", "numbers"),
    [
        ("Who was in Brel?", 1, 0),
        ("Where did it rain in Brel?", 1, 0),
        ("Which company left Brel?", 1, 0),
        ("How many left Brel?", 0, 1),
        ("When did it rain in Brel?", 0, 1),
        ("Why did it rain in Brel?", 0, 0),
    ],
)
def test_the_lead_counts_again_where_a_name_is_asked_for_and_less_where_a_number_is(
    question: str, names: int, numbers: int
) -> None:
    found = _values("It rained on the old mill.", question, outlet="AP")[0]
    assert (found["lead_for_names"], found["lead_for_numbers"]) == (
        names * found["lead"],
        numbers * found["lead"],
    )


def test_a_bare_name_wants_its_introduction_and_a_question_that_is_told_leaves_no_room() -> None:
    text = "Ruiz is the mayor of Brel."
    assert _values(text, "Ruiz", outlet="AP")[0]["lead"] == 1
    assert _values(text, "Who is Ruiz?", outlet="AP")[0]["lead"] < 0.1


def test_the_title_counts_by_the_share_of_its_words_and_of_those_the_question_has_not() -> None:
    first, second = _values(
        "Owls hoot in Brel. Geese swim.", "Where do owls hoot?", title="The owls of Brel rise"
    )
    assert (first["title"], first["title_answers"]) == pytest.approx((2 / 3, 1 / 2))
    assert (second["title"], second["title_answers"]) == (0, 0)
    bare = _values("Owls hoot in Brel.", "Where do owls hoot?")[0]
    assert (bare["title"], bare["title_answers"]) == (0, 0)
    initial = _values("Owls hoot in Brel.", "Where do owls hoot?", title="B Brel")[0]
    assert initial["title"] == 1


def test_the_shares_of_words_are_of_the_clause_that_asks_of_all_of_them_and_of_the_best() -> None:
    first, second = _values("Zorbo hoots.\n\nSaid quimu.", "Zorbo came. Did quimu say it?")
    assert first["asked_words"] == 0
    assert 0 < first["words"] < second["words"]
    assert second["asked_words"] > 0.9
    assert first["most_words"] == 1 / 4
    assert second["most_words"] == 2 / 4
    assert second["telling_words"] > first["telling_words"] > 0.4
    assert first["best_word"] == pytest.approx(second["best_word"], abs=0.1)


def test_a_word_said_twice_and_one_in_a_short_sentence_count_a_little_more() -> None:
    once, twice, long = _values(
        "Owls hoot here now. Owls and owls hoot. Owls hoot here on the old barn of the mill.", "Do owls bark?"
    )
    assert long["words"] < once["words"] < twice["words"] < 1.1 * once["words"]


def test_the_best_of_what_may_stand_for_a_word_counts_for_it() -> None:
    (word,) = read_question("mexican").words
    word = word._replace(similar=(("mexico", 0.8), ("latin", 0.4), ("aztec", 0.9)))
    assert likeness(word, {"latin": 1}) == 0.4
    assert likeness(word, {"latin": 1, "mexico": 2}) == 0.8
    assert likeness(word, {"oslo": 1}) == 0
    exact, similar = _values("A Mexican left. Mexico won.", "Mexican")
    assert similar["words"] == pytest.approx(0.8 * exact["words"], rel=0.1)


def test_how_near_a_sentence_is_counts_half_of_its_chosen_neighbours_and_is_never_below_nothing() -> None:
    text = "What rain?\n\nOwls hoot in Brel.\n\nIt rained.\n\nOwls sleep.\n\nWas it cold?\n\nWas it hot?"
    sentences, question = _sentences(text), read_question("Do owls hoot?")
    grounds = list(read_grounds(question, Candidates(sentences, [0, 1, 2, 4, 5]), [1.0, 1.0]))
    own = [sum(getattr(OTHER_TEXT, name) * value for name, value in one.values.items()) for one in grounds]
    first, second, third, fourth, fifth = (one.near for one in grounds)
    assert first == pytest.approx(own[0] + own[1] / 2)
    assert second == pytest.approx(own[1] + (own[0] + own[2]) / 2)
    assert third == pytest.approx(own[2] + own[1] / 2)
    assert own[3] + own[4] / 2 < 0
    assert (fourth, fifth) == (0, 0)


def test_a_line_short_of_a_sentence_does_not_come_before_the_lead() -> None:
    title, short, whole = "Oslo", "Owls hoot in the barn.", "Owls hoot in the old barn."
    for before, lead in (((title,), 1), ((title, short), 1), ((title, whole), exp(-1))):
        text = "\n\n".join([*before, "It rains here all day long."])
        assert _values(text, "Ruiz", outlet="AP")[-1]["lead"] == pytest.approx(lead)


@pytest.mark.parametrize(("lines", "is_lead"), [(39, True), (40, False)])
def test_the_lead_is_looked_for_in_the_first_forty_lines(lines: int, is_lead: bool) -> None:
    text = "\n\n".join([*["Oslo"] * lines, "It rains here all day long."])
    assert (_values(text, "Ruiz", outlet="AP")[-1]["lead"] > 0.5) is is_lead


def test_a_question_that_is_told_in_full_leaves_no_room_for_more() -> None:
    (told,) = _values("Ann owls and Bo owls hoot.", "Who hoots, owls or owls?", outlet="AP")
    assert told["words"] > 1
    assert (told["lead"], told["holds_a_name"], told["holds_names"]) == (0, 0, 0)


def test_how_a_sentence_ends_and_how_long_it_is_are_values_too() -> None:
    text = "Stars in the desert:What to know\n\nIs it cold?\n\nIt rained"
    heading, question, line = _values(text, "Do owls hoot?")
    names = ("is_a_heading", "is_a_question", "no_full_stop")
    assert [heading[name] for name in names] == [True, False, True]
    assert [question[name] for name in names] == [False, True, False]
    assert [line[name] for name in names] == [False, False, True]
    assert heading["length"] > question["length"] > line["length"] > 0


def test_a_title_of_two_letters_counts_and_an_initial_does_not() -> None:
    (found,) = _values("Bo Ek left.", "Did it rain?", title="B Ek")
    assert found["title"] == 1


@pytest.mark.parametrize(
    ("chosen", "scored"),
    [([0], [0, 1]), ([5], [2, 3, 4, 5, 6]), ([9], [6, 7, 8, 9]), ([1, 2], [0, 1, 2, 3])],
)
def test_words_are_looked_for_in_the_chosen_sentences_three_before_and_one_after(
    chosen: list[int], scored: list[int]
) -> None:
    sentences = _sentences("Owls hoot. " * 10)
    found = score_words(read_question("Do owls hoot?"), Candidates(sentences, chosen), [1.0, 2.0])
    assert sorted(found) == scored
    assert len(set(found.values())) == 1


def test_a_sentence_longer_than_those_around_it_has_a_little_less_of_each_word() -> None:
    text = "Owls hoot. Owls hoot on the old barn of the mill. It rained."
    found = score_words(read_question("Do owls bark?"), Candidates(_sentences(text), [0, 1, 2]), [2.0, 0.0])
    assert found[2] == (0, 0)
    assert 0 < found[1][0] < 2 < found[0][0]
    even = score_words(read_question("Do owls bark?"), Candidates(_sentences("Owls hoot."), [0]), [2.0, 0.0])
    assert even[0] == pytest.approx((2, 0))


def _has(sentence: str, question: str) -> list[bool]:
    """Whether the last sentence is taken to have all of each of the question's words."""
    sentences, read = _sentences(f"Ann Ruiz rose. {sentence}"), read_question(question)
    grounds = read_grounds(read, Candidates(sentences, range(len(sentences))), [1.0] * len(read.words))
    (*_, last) = grounds
    return [score > 0.4 for score in last.words]


@pytest.mark.parametrize(
    ("sentence", "question", "has"),
    [
        ("Ruiz said no.", "What did Ann Ruiz tell Bo Ek?", [True, True, False, False]),
        ("Ruiz said no to Ek.", "What did Ann Ruiz tell Bo Ek?", [True, True, True, True]),
        ("Ruiz said no to Bo.", "What did Ann Ruiz tell Bo Ek?", [True, True, True, False]),
        ("She said no to Ek.", "What did Ann Ruiz tell Bo Ek?", [True, True, True, True]),
        ("“No, Ek.”", "What did Ann Ruiz tell Bo Ek?", [False, False, False, True]),
        ("Owls hoot.", "What did Ann Ruiz tell Bo Ek?", [False, False, False, False]),
        # what is said to nobody in particular has the words it has
        ("She said no to Ek.", "What did Ann Ruiz say?", [False, False]),
    ],
)
def test_what_a_speaker_tells_another_counts_as_having_the_whole_of_both_names(
    sentence: str, question: str, has: list[bool]
) -> None:
    assert _has(sentence, question) == has


@pytest.mark.parametrize(
    ("question", "outlet", "has_lead"),
    [
        ("Why did it hail on geese?", "AP", True),
        ("Did it hail on geese?", "AP", False),
        ("Why did it hail on geese?", None, False),
    ],
)
def test_the_lead_speaks_for_a_sentence_of_news_unless_it_is_asked_whether_something_is_so(
    question: str, outlet: str | None, has_lead: bool
) -> None:
    index = PassageIndex(
        [Article(id="1", text="Owls hoot in the old barn. It hailed. Geese left.", outlet=outlet)]
    )
    found = find_evidence(question, index).evidence
    assert any("lead" in dict(one.reasons) for one in found) is has_lead


@pytest.mark.parametrize("outlet", ["AP", None])
def test_a_line_and_a_question_answer_less_and_a_heading_a_little_more(outlet: str | None) -> None:
    text = "Owls in the desert:What to know.\n\nDo owls hoot?\n\nOwls on the barn"
    found = find_evidence(
        "Where are owls?", PassageIndex([Article(id="1", text=text, outlet=outlet)])
    ).evidence
    heading, question, line = (
        dict(one.reasons) for one in sorted(found, key=lambda one: one.sentence.number)
    )
    assert 0 < heading["is a heading"] < heading["asked words"] / 2
    assert -1 < question["is a question"] < line["no full stop"] < 0
    assert all(-1 < each["length"] < 0 for each in (heading, question, line))


def _amounts(text: str, question: str, **about: str | None) -> dict[str, float]:
    """What speaks for the first sentence, and how much."""
    found = find_evidence(question, PassageIndex([Article(id="1", text=text, **about)])).evidence  # type: ignore[arg-type]
    return next(dict(one.reasons) for one in found if one.sentence.number == 0)


@pytest.mark.parametrize("outlet", ["AP", None])
def test_a_given_name_and_a_name_of_the_title_speak_for_less_than_half_of_what_all_the_words_do(
    outlet: str | None,
) -> None:
    text = "Ann Ek feeds owls. Brel is cold."
    found = _amounts(text, "Who feeds owls in Brel?", outlet=outlet, title="Ek and the mill")
    assert 0 < found["holds a person"] < 0.5
    assert 0 < found["holds a name of the title"] < 0.5


def test_in_a_statement_two_words_together_or_one_of_a_kind_speak_for_less_than_all_the_words_do() -> None:
    pairs = _amounts("Ruiz said gas pipes burst.", "What did Ruiz say about gas pipes?")
    assert 0 < pairs["word pairs"] < pairs["asked words"]
    kind = _amounts("Ruiz described an owl.", "What animal did Ruiz describe?")
    assert 0 < kind["holds one of its kind"] < 0.8
