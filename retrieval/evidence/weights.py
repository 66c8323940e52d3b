"""What each reason for a sentence weighs: three sets of numbers, each reason named as `--explain` shows it.

`NEWS` and `OTHER` are fitted by `benchmarks/weights.py` to 621 news, 1,500 multi_sentence and 1,500
encyclopedia questions: a linear model in which an article's sentences compete. Asked about articles
that it was not fitted to, hit@1 / hit@3 are 58.9 / 81.7 in news, 79.4 / 92.7 in multi_sentence and 83.4
/ 94.0 in encyclopedia; by hand they were 58.6 / 78.7, 79.5 / 92.7 and 81.3 / 93.6. The scale is
that of `asked_words`, 0.8. `STATEMENT` was set by hand on benchmarks/statements.py: fitted, it gains two
points where a topic is named and misses seven questions of the seed article.
"""

from __future__ import annotations

from typing import NamedTuple


class Weights(NamedTuple):
    """The weight of each reason. Shares are of what the question's words weigh together."""

    # the question's words, in the sentence and around it
    words: float = 1.0  # BM25 share of the question's words
    asked_words: float = 0.8  # the same of the clause that asks
    telling_words: float = 0.0  # share, weighed by how rare each is in news at large
    most_words: float = 0.0  # share, each word counting alike
    words_around: float = 0.0  # share that the sentence and its neighbours have together
    previous_sentence: float = 0.5  # what the sentence lacks and the one before has
    sentence_before_that: float = 0.3
    next_sentence: float = 0.7
    name_carried_over: float = 1.0  # a name before, which a pronoun here may mean
    word_pairs: float = 0.4  # neighbours in the question that are neighbours here
    word_order: float = 0.0  # words that follow one another as in the question
    # what and where the sentence is
    lead: float = 0.0  # the first sentences of news, falling by 1 / e a sentence, where the words leave room
    lead_elsewhere: float = 0.1
    title: float = 0.0  # share of the title's words; below 0, as what the title says is known already …
    title_answers: float = 0.0  # … but for those words of it that the question does not have
    length: float = 0.0  # ln(1 + words)
    is_a_question: float = -0.2
    no_full_stop: float = 0.0
    says_so: float = 0.7  # how far it is a statement of the person asked about
    # the kind of answer
    holds_a_name: float = 0.6
    holds_names: float = 0.0  # ln(1 + new names), where a person, place or other name is asked for
    holds_new_names: float = 0.0  # the same, where anything may answer
    holds_a_full_name: float = 0.0
    holds_a_place: float = 0.0  # a name behind "in", "at", "near"
    holds_a_name_of_the_title: float = 0.0
    names_near_the_words: float = 0.3
    words_near_the_words: float = 0.4
    holds_a_number: float = 0.25
    number_beside_the_words: float = 0.0
    number_of_what_is_asked: float = 0.0  # "371 days", where days are asked for
    numbers_near_the_words: float = 0.4
    holds_a_time: float = 0.5
    holds_a_reason: float = 0.05
    holds_the_unit: float = 0.7
    holds_one_of_its_kind: float = 0.6


STATEMENT = Weights(lead_elsewhere=0.0)
"""For "What did X say": who says it counts most, and neighbours little (BESIDE_SAID)."""

NEWS = Weights(
    words=0.36,
    asked_words=0.8,
    telling_words=0.09,
    most_words=0.31,
    words_around=0.28,
    previous_sentence=0.41,
    sentence_before_that=0.46,
    next_sentence=0.54,
    name_carried_over=0.7,
    word_pairs=0.12,
    word_order=0.1,
    lead=1.07,
    lead_elsewhere=0.0,
    title=-0.24,
    title_answers=0.48,
    length=-0.08,
    is_a_question=-0.49,
    no_full_stop=0.05,
    holds_a_name=0.37,
    holds_names=0.37,
    holds_new_names=0.36,
    holds_a_full_name=0.73,
    holds_a_place=0.49,
    holds_a_name_of_the_title=0.4,
    names_near_the_words=0.42,
    words_near_the_words=0.65,
    holds_a_number=0.46,
    number_beside_the_words=0.23,
    number_of_what_is_asked=0.32,
    numbers_near_the_words=0.22,
    holds_a_time=0.53,
    holds_a_reason=0.07,
    holds_the_unit=1.39,
    holds_one_of_its_kind=1.21,
)
"""For an article that somebody published some day: what matters stands first, in the title too."""

OTHER = Weights(
    words=0.42,
    asked_words=0.8,
    telling_words=0.59,
    most_words=0.6,
    words_around=0.33,
    previous_sentence=0.79,
    sentence_before_that=0.52,
    next_sentence=0.41,
    name_carried_over=0.81,
    word_pairs=0.39,
    word_order=0.08,
    lead=0.0,
    lead_elsewhere=0.19,
    title=-0.24,
    title_answers=0.19,
    length=-0.07,
    is_a_question=-0.67,
    no_full_stop=0.06,
    holds_a_name=0.17,
    holds_names=0.26,
    holds_new_names=-0.08,
    holds_a_full_name=0.31,
    holds_a_place=0.21,
    holds_a_name_of_the_title=0.09,
    names_near_the_words=0.22,
    words_near_the_words=0.52,
    holds_a_number=0.21,
    number_beside_the_words=0.14,
    number_of_what_is_asked=0.35,
    numbers_near_the_words=0.05,
    holds_a_time=0.41,
    holds_a_reason=0.15,
    holds_the_unit=0.66,
    holds_one_of_its_kind=0.66,
)
"""For any other text: the words decide, and the lead says little."""

K1, B = 0.15, 0.15
"""BM25's for sentences: a word found twice in one says little more."""

NEAR = 0.5
"""What the neighbours' standing adds to a sentence's own where its candidates vote."""

SPEAKER = 0.5
"""What a word that only names the speaker counts in "What did X say about T"."""

BESIDE_SAID = 0.4
"""What neighbours count where a statement is asked for: a statement stands for itself."""
