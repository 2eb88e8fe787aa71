"""What the check of a file found, cut to what a page can show; the whole of it as a sheet to put right."""

from typing import Any

from cardiology.actions.imports import Outcome
from cardiology.intake import fixing, waiting
from cardiology.intake.problems import Problem
from cardiology.intake.reading import Table
from cardiology.intake.store import Change
from cardiology.intake.writing import as_csv, as_xlsx

SHOWN = 200
SAMPLE = 50


def found_in(outcome: Outcome | None, problems: list[Problem] | None = None) -> dict[str, Any]:
    """Counts by kind, samples and totals as JSON. Without an outcome the file as a whole cannot come in."""
    told = outcome.problems if outcome else problems or []
    found: dict[str, Any] = {
        "problems": len(told), "shown": [p.as_dict() for p in told[:SHOWN]],
        "wrong_rows": len({p.row for p in told if p.row}), "is_refused": outcome is None,
    }  # fmt: skip
    if outcome is None:
        return found
    changes = [(about, c) for about, stored in outcome.changes for c in stored.changes]
    kept = [(about, c) for about, stored in outcome.changes for c in stored.kept]
    return found | {
        "rows": outcome.rows, "counts": outcome.counts,
        "changed": len(changes), "changes": [_change(a, c) for a, c in changes[:SAMPLE]],
        "conflicts": len(kept), "kept": [_change(a, c) for a, c in kept[:SAMPLE]],
        "unusual": len(outcome.unusual), "unusual_shown": [p.as_dict() for p in outcome.unusual[:SHOWN]],
    }  # fmt: skip


def _change(about: str, change: Change) -> dict[str, Any]:
    return {
        "about": about, "line": change.line, "row": change.row_id, "patient": change.patient_id,
        "old": change.old, "new": change.new,
    }  # fmt: skip


def what_is_wrong(token: str, table: Table | None, problems: list[Problem]) -> None:
    """Keep the wrong rows beside the file, as sheets that can be put right and sent again."""
    if not problems:
        return
    if table is None or {p.row for p in problems}.isdisjoint(table.lines):
        lines = [[fixing.translated(h) for h in (fixing.LINE, fixing.HEADER)]]
        lines += [[str(p.row or ""), fixing.sentence(p)] for p in problems]
    else:
        lines = list(fixing.sheet(table, problems))
    waiting.put(token, "wrong.csv", as_csv(lines))
    waiting.put(token, "wrong.xlsx", as_xlsx(lines))
