"""Bringing a file in beside a raw COPY of the same rows into the same table."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from cardiology.models import Admission, LabResult, Patient
from followup.bench.scratch import House
from research.bench.ratio import Ratio, once

ROWS = 20_000
COLUMNS = ("collected_at", "test", "value", "unit", "value_text", "unit_text", "flag")


def measure(house: House) -> Iterator[Ratio | str]:
    """Laboratory results of the small department, brought in anew."""
    stored = list(_results(house))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.csv"
        _write(file, stored)
        answer = io.StringIO()

        def bring_in() -> None:
            call_command(
                "import_file", "labresult", str(file), hospital=house.small.code, json=True, stdout=answer
            )

        try:
            ours = once(bring_in)
        except SystemExit:
            problems = json.loads(answer.getvalue())["problems"]
            yield f"import: refused, {len(problems)} problems, the first: {problems[0]}"
            return
    theirs = once(lambda: _copy(stored))
    n = len(stored)
    note = f"{n / ours:,.0f} rows/s against {n / theirs:,.0f}"
    yield Ratio(f"import of {n} results", "COPY of the same rows", ours, theirs, note)


def _results(house: House) -> Iterator[dict[str, Any]]:
    numbers = dict(Patient.objects.filter(hospital=house.small).values_list("pk", "number"))
    stays = dict(Admission.objects.filter(hospital=house.small).values_list("pk", "number"))
    rows = LabResult.objects.filter(patient__hospital=house.small).order_by("pk")
    for row in rows.values("patient_id", "admission_id", *COLUMNS)[:ROWS]:
        stay = stays.get(row["admission_id"], "")  # none: measured as an outpatient
        yield {**row, "patient": numbers[row["patient_id"]], "admission": stay}


def _write(file: Path, stored: list[dict[str, Any]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, ["patient", "admission", *COLUMNS], extrasaction="ignore")
        writer.writeheader()
        for row in stored:
            at = timezone.localtime(row["collected_at"]).strftime("%Y-%m-%d %H:%M")
            writer.writerow({**row, "collected_at": at, "value": f"{row['value'].normalize():f}"})


def _copy(stored: list[dict[str, Any]]) -> None:
    """The same values by COPY, with the same indexes and constraints to keep."""
    names = ("patient_id", "admission_id", *COLUMNS)
    more = "revision, missing, entered, confirmed, created_at"
    lines = ("\t".join("\\N" if row[n] is None else str(row[n]) for n in names) for row in stored)
    text = "".join(f"{line}\t1\t{{}}\t{{}}\t{{}}\t2026-01-01\n" for line in lines)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.copy_expert(
            f"COPY {LabResult._meta.db_table} ({', '.join(names)}, {more}) FROM STDIN", io.StringIO(text)
        )
