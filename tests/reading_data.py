"""Small articles for the tests of the reader's side: easy to ask, with one answer each."""

from __future__ import annotations

from datetime import date

from retrieval import Article

OWLS = Article(
    id="owls00000001",
    title="Owls of the north",
    outlet="Reuters",
    authors=("Ana Paz",),
    place="Oslo",
    published=date(2026, 11, 20),
    url="https://news.example/owls",
    text="Owls hoot at night in the forests of Norway.\n\n"
    "“The owls need old trees,” said Ingrid Berg, who counts them. Foresters cut fewer trees this year.\n\n"
    "Snow fell early. Norway counted 4,200 owls.",
)
GEESE = Article(
    id="geese0000001",
    title="Geese over Denmark",
    outlet="Ritzau",
    published=date(2026, 11, 22),
    text="Geese cross Denmark in October on their way to the south.\n\n"
    "“Farmers lose their barley to geese,” Lars Holm said in Aarhus.\n\n"
    "The airport of Copenhagen scares geese away with falcons.",
)
WHALES = Article(
    id="whales000001",
    title="Whales off Chile",
    outlet="EFE",
    place="Valparaíso",
    published=date(2026, 10, 2),
    url="https://news.example/whales",
    text="Blue whales feed off Chiloé in summer.\n\nShips must slow down near whales since March.",
)
READING = (OWLS, GEESE, WHALES)

ASK_OWLS = "When do owls hoot in Norway?"
ASK_GEESE = "When do geese cross Denmark?"


def many_articles(count: int) -> list[Article]:
    """Short articles that differ, the newest first."""
    return [
        Article(
            id=f"town{number:08}",
            title=f"News of town {number}",
            published=date(2026, 1 + (count - number) % 12, 1 + (count - number) // 12 % 28),
            text=f"Town {number} opened a bridge over river {number}.",
        )
        for number in range(count)
    ]
