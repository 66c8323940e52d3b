"""Who may do what: numeric user ids only, and nobody adds who is not named."""

from __future__ import annotations

from typing import NamedTuple


class Rights(NamedTuple):
    """The people an operator named. `None` is whoever has no id of a person: they are nobody."""

    adders: frozenset[int] = frozenset()
    askers: frozenset[int] = frozenset()

    def may_add(self, user: int | None) -> bool:
        """Whether `user` may add and remove articles and see the figures.

        >>> Rights().may_add(7), Rights(adders=frozenset({7})).may_add(7)
        (False, True)
        """
        return user is not None and user in self.adders

    def may_ask(self, user: int | None) -> bool:
        """Whether `user` may ask: everybody, unless askers are named.

        >>> Rights().may_ask(None), Rights(askers=frozenset({7})).may_ask(None)
        (True, False)
        """
        return not self.askers or user in self.askers or user in self.adders
