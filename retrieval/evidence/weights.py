"""What each reason for a sentence weighs: three sets of numbers, each reason named as `--explain` shows it.

`NEWS` and `OTHER` are fitted by `benchmarks/weights.py` to 621 news, 1,500 multi_sentence and 1,500
encyclopedia questions: a linear model in which an article's sentences compete. Asked about articles
that it was not fitted to, hit@1 / hit@3 are 61.2 / 83.0 in news, 80.0 / 92.8 in multi_sentence and 83.2
/ 94.4 in encyclopedia; by hand they were 58.6 / 78.7, 79.5 / 92.7 and 81.3 / 93.6. The scale is
that of `asked_words`, 0.8. `STATEMENT` was set by hand on benchmarks/statements.py: fitted, it gains two
points where a topic is named and misses seven questions of the seed article.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from retrieval.evidence.question import Question
from retrieval.models import Article


class Weights(NamedTuple):
    """The weight of each reason. Shares are of what the question's words weigh together."""

    # the question's words, in the sentence and around it
    words: float  # BM25 share of the question's words
    asked_words: float  # the same of the clause that asks
    telling_words: float  # share, weighed by how rare each is in news at large
    most_words: float  # share, each word counting alike
    best_word: float  # what it has of the word that it has most of
    words_around: float  # share that the sentence and its neighbours have together
    previous_sentence: float  # what the sentence lacks and the one before has
    sentence_before_that: float
    next_sentence: float
    name_carried_over: float  # a name before, which a pronoun here may mean
    word_pairs: float  # neighbours in the question that are neighbours here
    word_order: float  # words that follow one another as in the question
    # what and where the sentence is
    lead: float  # the first sentences of news, falling by 1 / e a sentence, where the words leave room
    lead_for_names: float  # the same again where a name is asked for
    lead_for_numbers: float  # … and where a number or a time is
    lead_elsewhere: float
    title: float  # share of the title's words; below 0, as what the title says is known already …
    title_answers: float  # … but for those words of it that the question does not have
    length: float  # ln(1 + words)
    is_a_question: float
    is_a_heading: float  # "Stars in the desert:What to know"
    no_full_stop: float
    says_so: float  # how far it is a statement of the person asked about
    # the kind of answer
    holds_any_name: float
    holds_a_name: float  # where the question's words leave room, as all that follows of names
    holds_names: float  # ln(1 + new names), where a person, place or other name is asked for
    holds_new_names: float  # the same, where anything may answer
    name_beside_the_words: float
    holds_a_full_name: float
    holds_a_person: float  # a full name that begins with a given name
    holds_a_place: float  # a name behind "in", "at", "near"
    holds_a_known_place: float  # a country, a state or a continent
    holds_a_name_of_the_title: float
    holds_a_title_in_quotes: float
    names_near_the_words: float
    words_near_the_words: float
    holds_a_number: float
    number_beside_the_words: float
    number_of_what_is_asked: float  # "371 days", where days are asked for
    numbers_near_the_words: float
    holds_a_time: float
    holds_a_reason: float
    holds_a_plain_reason: float  # "because", "due to"
    holds_the_unit: float
    holds_one_of_its_kind: float


_NONE = dict.fromkeys(Weights._fields, 0.0)

STATEMENT = Weights(
    **_NONE
    | {
        "words": 1.0,
        "asked_words": 0.8,
        "previous_sentence": 0.5,
        "sentence_before_that": 0.3,
        "next_sentence": 0.7,
        "name_carried_over": 1.0,
        "word_pairs": 0.4,
        "is_a_question": -0.2,
        "says_so": 0.7,
        "holds_one_of_its_kind": 0.6,
    }
)
"""For "What did X say": who says it counts most, and neighbours little (BESIDE_SAID)."""

FITTED = {
    "words": (0.29, 0.4),
    "asked_words": (0.8, 0.8),
    "telling_words": (0.19, 0.65),
    "most_words": (0.26, 0.58),
    "best_word": (0.32, 0.39),
    "words_around": (0.42, 0.44),
    "previous_sentence": (0.55, 0.94),
    "sentence_before_that": (0.47, 0.55),
    "next_sentence": (0.64, 0.35),
    "name_carried_over": (0.83, 0.94),
    "word_pairs": (0.34, 0.52),
    "word_order": (0.05, 0.08),
    "lead": (0.89, 0.0),
    "lead_for_names": (0.92, 0.0),
    "lead_for_numbers": (-0.45, 0.0),
    "lead_elsewhere": (0.0, 0.29),
    "title": (-0.17, -0.21),
    "title_answers": (0.45, 0.16),
    "length": (-0.12, -0.11),
    "is_a_question": (-0.47, -0.75),
    "is_a_heading": (0.34, 0.24),
    "no_full_stop": (-0.04, -0.01),
    "holds_any_name": (0.16, 0.08),
    "holds_a_name": (0.19, 0.07),
    "holds_names": (0.38, 0.28),
    "holds_new_names": (0.38, 0.0),
    "name_beside_the_words": (0.2, -0.01),
    "holds_a_full_name": (1.02, 0.49),
    "holds_a_person": (0.39, 0.34),
    "holds_a_place": (0.55, 0.25),
    "holds_a_known_place": (0.47, 0.28),
    "holds_a_name_of_the_title": (0.48, 0.36),
    "holds_a_title_in_quotes": (0.17, 0.19),
    "names_near_the_words": (0.22, 0.15),
    "words_near_the_words": (0.93, 0.71),
    "holds_a_number": (0.42, 0.24),
    "number_beside_the_words": (0.14, 0.12),
    "number_of_what_is_asked": (0.43, 0.47),
    "numbers_near_the_words": (0.34, 0.16),
    "holds_a_time": (0.89, 0.6),
    "holds_a_reason": (0.05, 0.17),
    "holds_a_plain_reason": (0.32, 0.14),
    "holds_the_unit": (1.46, 0.87),
    "holds_one_of_its_kind": (1.36, 0.82),
}
"""Each reason's weight in news and in any other text, as `benchmarks/weights.py` prints them."""

NEWS = Weights(**_NONE | {name: news for name, (news, _) in FITTED.items()})
"""For an article that somebody published some day: what matters stands first, in the title too."""

OTHER = Weights(**_NONE | {name: other for name, (_, other) in FITTED.items()})
"""For any other text: the words decide, and the lead says little."""

K1, B = 0.15, 0.15
"""BM25's for sentences: a word found twice in one says little more."""

NEAR = 0.5
"""What the neighbours' standing adds to a sentence's own where its candidates vote."""

SPEAKER = 0.5
"""What a word that only names the speaker counts in "What did X say about T"."""

BESIDE_SAID = 0.4
"""What neighbours count where a statement is asked for: a statement stands for itself."""

_STATEMENT, _NEWS, _OTHER = (weights._asdict() for weights in (STATEMENT, NEWS, OTHER))


def weights_for(question: Question, article: Article) -> Mapping[str, float]:
    """What reasons weigh for this question in this article; a yes/no question is settled where its own
    words stand, however news is written."""
    if question.kind == "saying":
        return _STATEMENT
    return _NEWS if is_news(article) and question.kind != "whether" else _OTHER


def is_news(article: Article) -> bool:
    """Whether somebody published it some day: only news puts what matters first."""
    return article.outlet is not None or article.published is not None
