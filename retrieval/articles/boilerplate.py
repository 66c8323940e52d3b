"""Which paragraphs are a page's furniture ("Source link", "Read more: …", share lines) and no part of a text.

A rule stands here only if it takes nothing but junk out of thousands of real articles
(`benchmarks/cleaning.py`): losing a paragraph is worse than keeping a sign-up line.
"""

from __future__ import annotations

import re

LONGEST = 240
"""A longer paragraph is never furniture."""

_WHOLE_LINES = frozenset("""
source link|source|link to source|original source|view original article
advertisement|advertisements|advertising|sponsored|sponsored content|promoted content|skip advertisement
advertisement - scroll to continue|scroll to continue|continue reading below|continue reading
story continues below|story continues below advertisement|story continues after advertisement
article continues below|article continues below advertisement|article continues after ad
read more|read more here|read more at|read more >|read also|see also|read full article|read the full article
read the full story|read the full story here|read full story|click here to read the full story|read next
learn more|find out more|view comments|show comments|leave a comment|post a comment|join the conversation
share|share this|share this article|share this story|share this post|share article|share full article
share on facebook|share on twitter|share on x|share on linkedin|share on whatsapp|share via email
print this article|email this article|save article|copy link|link copied|listen to this article
follow us|follow us on facebook|follow us on twitter|follow us on x|follow us on instagram|back to top
newsletter|newsletters|sign up|sign up here|sign up now|subscribe|subscribe now|subscribe today|log in|sign in
all rights reserved|recommended stories|related articles|related stories|related topics|more on this story
most read|most popular|trending|trending now|editor's picks|editors' picks|watch now|czytaj więcej
publicidad|publicité|anzeige|werbung|pubblicità|publicidade|реклама|leer más|lire la suite|mehr zum thema
""".strip().replace("\n", "|").split("|"))  # fmt: skip
_ENDS = ".:!?…»>"

_FURNITURE = (
    # "READ MORE: Ian makes landfall", "Lesen Sie auch: …"; "More: …" alone can be prose.
    (
        (":", "|", "»", ">"),
        r"(?:read (?:more|also|next|the full story)|see also|lea también|lee también|leer más"
        r"|lire aussi|à lire aussi|czytaj więcej|lesen sie auch|mehr zum thema|leia também|leia mais"
        r"|leggi anche|lees ook)\s{0,2}[:|»>]\s{0,3}\S.*",
    ),
    (
        ("newsletter",),
        r"(?:\W{0,3})(?:sign[- ]?up|subscribe|click here to (?:sign up|subscribe))\b(?! continue).{0,40}"
        r"\b(?:our|cnn’s|cnn's|the|this|free|daily|weekly)\b.{0,60}\bnewsletters?\b[^.]{0,60}[.!]?",
    ),
    (("follow us", "like us"), r"follow us (?:on|@).{0,60}|like us on facebook.{0,60}"),
    (("©", "copyright", "(c)"), r"(?:©|copyright|\(c\))\s{0,2}(?:©\s?)?(?:19|20)\d\d\b.{0,120}"),
    (
        ("all rights reserved",),
        r".{0,80}\ball rights reserved\.?(?: this material may not be published.{0,100})?",
    ),
    (
        ("reading",),
        r"(?:subscribe|log in|sign in|register|sign up)(?: now)? to (?:continue|keep) reading.{0,60}",
    ),
    (("already",), r"already (?:a subscriber|have an account)\?.{0,40}"),
    (
        ("subscribers",),
        r"this (?:article|content|story) is (?:only |exclusively )?(?:available )?(?:for|to) subscribers.?",
    ),
)
"""Rules, each with what its lines have one of: most lines need no pattern, and wait for none."""

_PAYWALL = (
    r"(?:subscribe|log ?in|sign in|register|sign up)(?: now| today)? (?:to|and) (?:continue|keep) reading"
    r"|(?:to|and) (?:continue|keep) reading,? (?:please )?(?:subscribe|log ?in|sign in|register)"
    r"|already (?:a subscriber|have an account|subscribed)\?"
    r"|(?:article|content|story) is (?:only |exclusively )?(?:available )?(?:for|to) (?:paying )?subscribers"
    r"|unlock (?:this|the full) (?:article|story)|you have reached your (?:article )?limit"
    r"|suscríbete para (?:seguir|continuar) leyendo|réservé (?:aux|à nos) abonnés|nur für abonnenten"
)


def is_boilerplate(paragraph: str) -> bool:
    """Whether the whole paragraph is furniture.

    >>> is_boilerplate("Source link"), is_boilerplate("READ MORE: Ian makes landfall in Florida")
    (True, True)
    >>> is_boilerplate("Read more books, she said."), is_boilerplate("Sign up for Disney Plus for $6.99")
    (False, False)
    """
    line = paragraph.strip()
    if not line or len(line) > LONGEST:
        return not line
    small = line.casefold()
    return small.rstrip(_ENDS).rstrip() in _WHOLE_LINES or any(
        any(sign in small for sign in signs) and re.fullmatch(rule, line, re.IGNORECASE)
        for signs, rule in _FURNITURE
    )


def mentions_paywall(text: str) -> bool:
    """Whether a text asks its reader to pay or log in before the rest is shown.

    >>> mentions_paywall("Subscribe to continue reading."), mentions_paywall("They subscribe to the theory.")
    (True, False)
    """
    return re.search(_PAYWALL, text, re.IGNORECASE) is not None
