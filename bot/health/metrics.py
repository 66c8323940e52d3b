"""Vitals in the text form that Prometheus reads; the only file that imports prometheus_client, an extra."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot import __version__
from bot.health.vitals import BUCKETS, Gauges, Timed, Vitals

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class VitalsCollector(Collector):
    """Reads the vitals when it is scraped."""

    def __init__(self, vitals: Vitals, gauges: Gauges) -> None:
        self._vitals = vitals
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """Every metric once."""
        vitals, gauges = self._vitals, self._gauges
        yield InfoMetricFamily("verbatim", "The running program.", {"version": __version__})
        questions = CounterMetricFamily("verbatim_questions", "Questions answered.", labels=["verdict"])
        for verdict, count in vitals.verdicts.items():
            questions.add_metric([verdict.value], count)
        yield questions
        yield _histogram(vitals.timed)
        yield GaugeMetricFamily("verbatim_inbox_waiting", "Updates not answered yet.", gauges.waiting())
        told = "Seconds since updates were last fetched."
        yield GaugeMetricFamily("verbatim_last_fetch_age_seconds", told, gauges.seconds_since_fetch())
        since = vitals.seconds_since_question
        if since is not None:
            told = "Seconds since a question was last answered."
            yield GaugeMetricFamily("verbatim_last_question_age_seconds", told, since)
        yield GaugeMetricFamily("verbatim_library_articles", "Articles held.", gauges.articles())
        newest = gauges.newest()
        if newest is not None:
            told = "When the newest article was published."
            yield GaugeMetricFamily("verbatim_library_newest_timestamp_seconds", told, _seconds(newest))


def write_metrics(vitals: Vitals, gauges: Gauges) -> bytes:
    """Everything in Prometheus' text form."""
    registry = CollectorRegistry()
    registry.register(VitalsCollector(vitals, gauges))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def _histogram(timed: Timed) -> HistogramMetricFamily:
    """Prometheus counts in each bucket what lies in the smaller ones, too."""
    buckets: list[tuple[str, float]] = []
    total = 0
    for bound, count in zip((*map(str, BUCKETS), "+Inf"), timed.counts, strict=True):
        total += count
        buckets.append((bound, total))
    told = "Seconds from a question to its answer, without the sending."
    return HistogramMetricFamily("verbatim_answer_seconds", told, buckets=buckets, sum_value=timed.seconds)


def _seconds(moment: datetime | date) -> float:
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
