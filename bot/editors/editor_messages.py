"""Lays out what editors are told: what was understood, what became of it, and the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.editors.desk import Understood
from bot.storage.questions_log import KEPT_DAYS, Figures, Group
from bot.words.attribution import article_title, clean_name, day, describe
from bot.words.listings import list_questions, short_enough
from bot.words.phrases import Language, phrase
from bot.words.styled import Draft, Kind, StyledText
from retrieval import Article, RetrievalError, Status, split_paragraphs

_MOST_NAMED = 10
_MOST_FAILURES = 5
_MOST_GROUPS = 20
_LONGEST_LINE = 300
_LONGEST_QUESTION = 100


class EditorMessages:
    """What editors are told in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def say(self, name: str, **gaps: object) -> StyledText:
        """A phrase as it stands."""
        return StyledText(phrase(self._language, name, **gaps))

    def refused(self, error: RetrievalError) -> StyledText:
        """Why something could not be read or kept."""
        problem, remedy = clean_name(error.problem, _LONGEST_LINE), clean_name(error.remedy, _LONGEST_LINE)
        return self.say("adding_refused", problem=problem, remedy=remedy)

    def understood(self, understood: Understood) -> StyledText:
        """What was read, before it is kept."""
        articles = understood.submission.articles
        draft = Draft()
        if len(articles) == 1:
            self._describe(draft, articles[0])
        else:
            self._list(draft, articles)
        self._add_failures(draft, understood.failures)
        if suggestions := short_enough(understood.suggestions):
            draft.add("\n\n").add_styled(list_questions(self._language, suggestions))
        draft.add(f"\n\n{self._phrase('adding_held')}" if understood.held else "")
        return draft.add(f"\n\n{self._phrase('adding_sure')}").done()

    def kept(self, articles: Sequence[Article], counts: Mapping[Status, int]) -> StyledText:
        """What became of articles that were kept."""
        if len(articles) > 1:
            return self.say("adding_kept", **{status.value: counts[status] for status in Status})
        (status,) = (status for status in Status if counts[status])
        draft = Draft()
        describe(draft, articles[0], self._language)
        return draft.add("\n\n" + self._phrase(f"adding_{status.value}", id=articles[0].id)).done()

    def sure(self, article: Article) -> StyledText:
        """Whether an article is really to be removed."""
        draft = Draft()
        describe(draft, article, self._language)
        return draft.add("\n\n" + self._phrase("removing_sure", id=article.id)).done()

    def removed(self, article: Article) -> StyledText:
        """That an article is gone."""
        return self.say("removing_done", title=self._title(article))

    def which(self, articles: Sequence[Article]) -> StyledText:
        """The articles that are meant, to choose one of."""
        lines = [f"{article.id} “{self._title(article)}”" for article in articles]
        return Draft().add_lines([self._phrase("removing_which"), *lines]).done()

    def figures(self, figures: Figures, feedback: tuple[int, int] | None) -> StyledText:
        """How many questions, and how they went."""
        lines = [
            self._phrase("stats_days", days=KEPT_DAYS),
            self._phrase("stats_questions", count=figures.questions),
            self._phrase("stats_answered", count=figures.answered),
            self._phrase("stats_closest", count=figures.closest),
            self._phrase("stats_nothing", count=figures.nothing),
        ]
        if figures.median_seconds is not None:
            lines.append(self._phrase("stats_time", milliseconds=round(figures.median_seconds * 1000)))
        if feedback is not None:
            lines.append(self._phrase("stats_feedback", helpful=feedback[0], unhelpful=feedback[1]))
        return Draft().add_lines(lines).done()

    def unanswered(self, groups: Sequence[Group]) -> StyledText:
        """What was asked in vain."""
        if not groups:
            return self.say("unanswered_none", days=KEPT_DAYS)
        lines = [
            self._phrase(
                "unanswered_line",
                count=group.times,
                question=clean_name(group.question, _LONGEST_QUESTION),
                date=day(self._language, datetime.fromtimestamp(group.newest, UTC)),
            )
            + (f" · {self._phrase('unanswered_wanted', count=group.wanted)}" if group.wanted else "")
            for group in groups[:_MOST_GROUPS]
        ]
        return Draft().add_lines([self._phrase("unanswered_some", days=KEPT_DAYS), "", *lines]).done()

    def _describe(self, draft: Draft, article: Article) -> None:
        unknown = self._phrase("adding_unknown")
        published = day(self._language, article.published) if article.published else unknown
        fields = {
            "title": clean_name(article.title or "") or unknown,
            "outlet": clean_name(article.outlet or "") or unknown,
            "date": published,
            "paragraphs": str(len(split_paragraphs(article.text))),
        }
        for name, value in fields.items():
            draft.add(self._phrase(f"adding_{name}")).add(" ").add(value, Kind.STRONG).add("\n")
        line = clean_name(article.text.split("\n", 1)[0], _LONGEST_LINE)
        draft.add(self._phrase("adding_first_line") + "\n").add(line, Kind.QUOTATION)

    def _list(self, draft: Draft, articles: Sequence[Article]) -> None:
        draft.add(self._phrase("adding_many", count=len(articles)))
        draft.add_lines([f"• {self._title(article)}" for article in articles[:_MOST_NAMED]])
        if len(articles) > _MOST_NAMED:
            draft.add_lines([self._phrase("adding_more", count=len(articles) - _MOST_NAMED)])

    def _add_failures(self, draft: Draft, failures: Sequence[RetrievalError]) -> None:
        if failures:
            draft.add(f"\n\n{self._phrase('adding_failed', count=len(failures))}")
            draft.add_lines(
                [f"• {clean_name(str(failure), _LONGEST_LINE)}" for failure in failures[:_MOST_FAILURES]]
            )

    def _title(self, article: Article) -> str:
        return article_title(article) or self._phrase("untitled")

    def _phrase(self, name: str, **gaps: object) -> str:
        return phrase(self._language, name, **gaps)
