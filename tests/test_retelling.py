"""What several copies of a story say is shown once, and what only one of them says is not lost."""

from __future__ import annotations

import random

from retrieval import Article, PassageIndex, answer


def _story(seed: int) -> str:
    chance = random.Random(seed)
    return "\n\n".join(
        " ".join(f"word{chance.randrange(900)}" for _ in range(12)).capitalize() + "." for _ in range(20)
    )


WIRE = f"The Alder Bridge cost 40 million euros.\n\n{_story(1)}"


def test_a_reprint_of_a_wire_text_is_not_quoted_beside_it() -> None:
    articles = [
        Article(id="wire", text=WIRE),
        Article(id="reprint", text=f"{WIRE}\n\nThe Alder Bridge has two lanes."),
        Article(id="other", text=f"{_story(2)}\n\nThe Alder Bridge cost 40 million euros."),
    ]
    index = PassageIndex(articles)
    cited = answer("What did the Alder Bridge cost?", index, 9).citations
    told = [(citation.article.id, citation.quotation) for citation in cited if "Bridge" in citation.quotation]
    assert len(told) == 3  # the sentence by one of the copies and by another story, and the lanes
    assert len({quotation for _, quotation in told}) == 2
    assert {id for id, _ in told if id == "other"}
    assert ("reprint", "The Alder Bridge has two lanes.") in told
