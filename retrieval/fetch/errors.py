"""Why an address gave no page, in words that tell nothing of what stands behind it."""

from __future__ import annotations

import re

from retrieval.errors import RetrievalError


class FetchError(RetrievalError):
    """An address that gave no page. What is private, closed or missing is told in the same words.

    >>> from retrieval.fetch import Fetcher
    >>> Fetcher().fetch("ftp://example.org/owls")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    retrieval.fetch.errors.FetchError: ...
    """


class RefusalError(Exception):
    """Why a visit ends, before the address asked for is put to it."""

    def __init__(self, problem: str, remedy: str = "Send the page itself as a file instead.") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


def not_an_address() -> RefusalError:
    """For what was never meant as an address, and for spellings that only deceive."""
    return RefusalError(
        "it is not the address of a web page", "Send one that begins with https:// or http://."
    )


def unreachable() -> RefusalError:
    """For the private, the closed and the missing alike."""
    return RefusalError("it cannot be reached", "Check the address, or send the page itself as a file.")


def too_large() -> RefusalError:
    """For an answer above a limit, as it arrives or as it is unpacked."""
    return RefusalError("it is too large")


def broken() -> RefusalError:
    """For an answer that ends early or is no HTTP."""
    return RefusalError("it did not arrive whole", "Try again later, or send the page itself as a file.")


def shown(address: str, longest: int = 200) -> str:
    """An address as an error may show it: without user name, control and direction characters.

    >>> shown("https://me:secret@news.example/a")
    'https://news.example/a'
    """
    plain = "".join(character for character in address.strip() if character.isprintable())
    plain = re.sub(r"^([a-zA-Z]+:)?//[^/?#]*@", r"\1//", plain)
    return plain if len(plain) <= longest else plain[:longest] + "…"
