"""Published teaching data as columns of numbers."""

import csv
from pathlib import Path

import numpy as np

FILES = Path(__file__).parents[1] / "data" / "survival"


def data(name, *, needs=()):
    """The columns of a file; rows without one of `needs` are left out."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=" " if name == "anderson" else ","))
    rows = [r for r in rows if all(r[n] not in ("", "NA") for n in needs)]
    return {k: np.array([_number(r[k]) for r in rows]) for k in rows[0]}


def _number(text):
    return float(text) if text not in ("", "NA") else float("nan")


def matrix(columns, *names):
    return np.column_stack([columns[n] for n in names])
