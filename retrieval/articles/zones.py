"""The zone of a published moment: what a page marks in UTC it often prints on its own clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

_FARTHEST = timedelta(hours=14)


def in_local_zone(
    moment: datetime | date | None, written: Iterable[datetime | date | None]
) -> datetime | date | None:
    """A moment told in UTC, in the zone in which the page writes the same moment: its readers' day.

    >>> from retrieval.articles.dates import parse_date
    >>> told = parse_date("2023-12-23T01:48:19Z")
    >>> in_local_zone(told, [parse_date("2023-12-22T20:48:19-05:00")]).isoformat()
    '2023-12-22T20:48:19-05:00'
    >>> in_local_zone(told, [parse_date("December 22, 2023 at 8:48 p.m.")]).isoformat()
    '2023-12-22T20:48:19-05:00'
    >>> in_local_zone(told, [parse_date("December 22, 2023 at 9:12 p.m.")]).isoformat()
    '2023-12-23T01:48:19+00:00'
    """
    if not isinstance(moment, datetime) or moment.utcoffset() != timedelta(0):
        return moment
    zones = (_zone_of(moment, other) for other in written if isinstance(other, datetime))
    return moment.astimezone(next(filter(None, zones), UTC))


def _zone_of(moment: datetime, local: datetime) -> tzinfo | None:
    """The zone in which `local` is `moment`; of one without its zone, whole hours are believed."""
    if local.tzinfo is not None:
        return local.tzinfo if local == moment and local.utcoffset() else None
    exact = moment.replace(tzinfo=None, microsecond=0)
    away = local.replace(microsecond=0) - (exact if local.second else exact.replace(second=0))
    whole = away and abs(away) <= _FARTHEST and away % timedelta(hours=1) == timedelta(0)
    return timezone(away) if whole else None
