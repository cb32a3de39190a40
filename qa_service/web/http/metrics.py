"""Prometheus metrics: requests, answers, confidence, votes, and the state of the index."""

import re
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, g, request
from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

from qa_service.answers.answer import Answer
from qa_service.answers.stages import STAGES
from qa_service.web.server.shared_counters import Tally

_STATUSES = (
    "200",
    "201",
    "304",
    "400",
    "401",
    "403",
    "404",
    "405",
    "408",
    "413",
    "414",
    "415",
    "422",
    "429",
    "431",
    "500",
    "503",
    "other",
)
_PLACES = {int(status): place for place, status in enumerate(_STATUSES[:-1])}
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_CONFIDENCES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_ANSWERS = ("answered", "uncertain", "no_answer", "conversation")
_VOTES = ("up", "down")
_UNMATCHED = "none"  # no route; the path itself would be unbounded


@dataclass(frozen=True, slots=True)
class _Histogram:
    """Slots of a shared counter: one for each bucket, one above the last bound, one for the sum."""

    first: int
    bounds: tuple[float, ...]

    @property
    def end(self) -> int:
        return self.first + len(self.bounds) + 2

    def changes(self, value: float) -> list[tuple[int, float]]:
        return [(self.first + bisect_left(self.bounds, value), 1.0), (self.end - 1, value)]

    def read(self, sums: Sequence[float]) -> tuple[list[tuple[str, float]], float]:
        """Return the cumulative buckets by their upper bound, and the sum."""
        total, buckets = 0.0, []
        for place, bound in enumerate((*map(str, self.bounds), "+Inf"), start=self.first):
            total += sums[place]
            buckets.append((bound, total))
        return buckets, sums[self.end - 1]


class Metrics:
    """The counters of one application; `routes` and `none` are the only values of the label `route`."""

    def __init__(self, folder: Path, routes: Sequence[str]) -> None:
        self._routes = {route: number for number, route in enumerate(dict.fromkeys((*routes, _UNMATCHED)))}
        at = len(self._routes) * len(_STATUSES)
        self._answers_at, self._votes_at = at, at + len(_ANSWERS)
        self._confidence = _Histogram(self._votes_at + len(_VOTES), _CONFIDENCES)
        self._answering = _Histogram(self._confidence.end, _SECONDS)
        self._durations = []
        end = self._answering.end
        for _ in self._routes:
            self._durations.append(_Histogram(end, _SECONDS))
            end = self._durations[-1].end
        self._stages = []
        for _ in STAGES:
            self._stages.append(_Histogram(end, _SECONDS))
            end = self._stages[-1].end
        self._kept_at, self._timeouts_at = end, end + 2
        self._tally = Tally(folder, end + 3)

    def requested(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        number = self._routes.get(route, self._routes[_UNMATCHED])
        place = _PLACES.get(status, len(_STATUSES) - 1)
        self._tally.add([(number * len(_STATUSES) + place, 1.0), *self._durations[number].changes(seconds)])

    def answered(self, answer: Answer, *, is_kept: bool) -> None:
        """Count one answer, and whether it came from the cache."""
        confidence = () if answer.status == "conversation" else self._confidence.changes(answer.confidence)
        self._tally.add(
            [(self._answers_at + _ANSWERS.index(answer.status), 1.0), (self._kept_at + is_kept, 1.0), *confidence]
        )

    def searched(self, answer: Answer, stages: Mapping[str, float]) -> None:
        """Count one question answered by the engine, with the seconds of each stage."""
        changes = self._answering.changes(answer.took_ms / 1000)
        for stage, histogram in zip(STAGES, self._stages, strict=True):
            changes += histogram.changes(stages[stage])
        self._tally.add(changes)

    def timed_out(self) -> None:
        """Count one question that was cancelled by the time limit."""
        self._tally.add([(self._timeouts_at, 1.0)])

    def voted(self, vote: str) -> None:
        """Count one stored vote."""
        self._tally.add([(self._votes_at + _VOTES.index(vote), 1.0)])

    def collect(self) -> Iterator[Metric]:
        """Yield the metric families of this application, summed over its workers."""
        sums = self._tally.sums()
        requests = CounterMetricFamily("qa_service_requests", "Requests answered.", labels=("route", "status"))
        durations = HistogramMetricFamily(
            "qa_service_request_duration_seconds", "Time to answer a request.", labels=("route",)
        )
        for route, number in self._routes.items():
            counts = sums[number * len(_STATUSES) : (number + 1) * len(_STATUSES)]
            for status, count in zip(_STATUSES, counts, strict=True):
                if count:
                    requests.add_metric((route, status), count)
            if any(counts):
                durations.add_metric((route,), *self._durations[number].read(sums))
        yield from (requests, durations, *self._of_answers(sums))
        begun, running = self._tally.processes()
        yield CounterMetricFamily("qa_service_worker_starts", "Workers that began to answer.", begun)
        yield gauge("qa_service_workers", "Workers that answer.", running)

    def _of_answers(self, sums: Sequence[float]) -> Iterator[Metric]:
        answers = CounterMetricFamily("qa_service_answers", "Answers of the engine.", labels=("status",))
        for number, status in enumerate(_ANSWERS):
            answers.add_metric((status,), sums[self._answers_at + number])
        yield answers
        feedback = CounterMetricFamily("qa_service_feedback", "Votes kept.", labels=("vote",))
        for number, vote in enumerate(_VOTES):
            feedback.add_metric((vote,), sums[self._votes_at + number])
        yield feedback
        kept = CounterMetricFamily("qa_service_kept_answers", "Looks among the answers kept.", labels=("found",))
        for number, is_found in enumerate(("no", "yes")):
            kept.add_metric((is_found,), sums[self._kept_at + number])
        yield kept
        yield CounterMetricFamily(
            "qa_service_question_timeouts", "Questions ended by the time limit.", sums[self._timeouts_at]
        )
        stages = HistogramMetricFamily(
            "qa_service_stage_duration_seconds", "Time of the engine by stage.", labels=("stage",)
        )
        for stage, histogram in zip(STAGES, self._stages, strict=True):
            stages.add_metric((stage,), *histogram.read(sums))
        yield stages
        for name, text, histogram in (
            ("qa_service_answer_confidence", "Confidence of answers, refusals included.", self._confidence),
            ("qa_service_answer_duration_seconds", "Time of the engine for one question.", self._answering),
        ):
            family = HistogramMetricFamily(name, text)
            family.add_metric((), *histogram.read(sums))
            yield family


def gauge(name: str, text: str, value: float) -> Metric:
    """Return a gauge without labels."""
    return GaugeMetricFamily(name, text, value)


def route_name(rule: str) -> str:
    """Return a Flask rule in the form of the label: `/documents/{document_id}`."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def register(app: Flask, metrics: Metrics) -> None:
    """Count every request, with the time until its response is ready to be sent."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = route_name(request.url_rule.rule) if request.url_rule else _UNMATCHED
        metrics.requested(route, response.status_code, time.perf_counter() - g.get("began", time.perf_counter()))
        return response
