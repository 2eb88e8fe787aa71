"""Rows in the making: plain values by model, numbered from 1, before any of them is in the database."""

import hashlib
from collections import defaultdict
from typing import Any

from django.db.models import Model


class Batch:
    """Rows by model. The number of a row is its place; foreign keys between rows of the batch are numbers."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[dict[str, Any]]] = defaultdict(list)

    def add(self, model: type[Model], /, **values: Any) -> int:
        """Add a row; gives its number."""
        rows = self.rows[model]
        rows.append(values)
        return len(rows)

    def row(self, model: type[Model], number: int) -> dict[str, Any]:
        """The values of a row, to be completed by what happens later."""
        return self.rows[model][number - 1]

    def checksum(self) -> str:
        """The same for the same rows."""
        digest = hashlib.sha256()
        for model in sorted(self.rows, key=lambda m: m._meta.label):
            digest.update(model._meta.label.encode())
            for row in self.rows[model]:
                digest.update(repr(sorted(row.items())).encode())
        return digest.hexdigest()

    def counts(self) -> dict[str, int]:
        """How many rows of each model."""
        return {m._meta.model_name or "": len(rows) for m, rows in self.rows.items()}
