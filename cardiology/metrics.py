"""Figures for whoever watches the house, in the form that Prometheus reads; none is about a patient.

With several web processes PROMETHEUS_MULTIPROC_DIR names a folder in which they add up their counts.
"""

import os
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 0.8, 1.5, 3, 10)  # seconds; the goals of the pages lie between
own = CollectorRegistry()
requests = Counter(
    "cardiology_requests_total", "Answers given.", ["method", "address", "status"], registry=own
)
seconds = Histogram(
    "cardiology_request_seconds", "From request to answer.", ["address"], buckets=BUCKETS, registry=own
)


def note(method: str, address: str, status: int, took: float) -> None:
    """Count one answer. Addresses are named, never written out."""
    known = method if method in ("GET", "POST", "PATCH", "HEAD", "OPTIONS") else "other"
    requests.labels(known, address, status).inc()
    seconds.labels(address).observe(took)


class State:
    """Figures that are looked up when they are asked for, so that every process tells the same."""

    def __init__(self, figures: Callable[[], dict[str, dict[str, float]]]) -> None:
        self.figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for name, values in self.figures().items():
            family = GaugeMetricFamily(f"cardiology_{name}", name.replace("_", " "), labels=["of"])
            for of, value in values.items():
                family.add_metric([of], value)
            yield family


def exposition(figures: Callable[[], dict[str, dict[str, float]]]) -> bytes:
    """The page that Prometheus reads."""
    counted = own
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)
    state = CollectorRegistry()
    state.register(State(figures))
    return generate_latest(counted) + generate_latest(state)
