"""Counts for readers without patient access: each is compared with all that were told before, and kept."""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from django.db import connection, transaction

from research.criteria.attrition import SETS, cells, steps
from research.criteria.nodes import Definition
from research.disclosure import CAREFUL, Members, Standing, bits, standing
from research.models import Told
from research.queries.cohorts import CohortResult

LOCK = 7406  # one reader of a hospital at a time: two may not be told the two halves of a difference
PRESSED = 1  # speed before size
Json = Any


@transaction.atomic
def tell(kind: str, sets: Sequence[Sequence[Any]], *, hospital_id: int) -> list[tuple[int, int]]:
    """Rows and patients to tell for each set of index rows, in order; each is remembered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, hospital_id])
    known = _Known(hospital_id)
    return [known.told(_members(kind, lines)) for lines in sets]


def attrition(definition: Definition, result: CohortResult, *, hospital_id: int) -> dict[str, Json]:
    """The counts of an attrition as they stand, in the shape in which exact ones are stored."""
    found = cells(definition, result.lines)
    sets = [result.lines, *(getattr(c, name) for c in found for name in SETS)]
    (rows, patients), *rest = tell(definition.of.rows, sets, hospital_id=hospital_id)
    return {"start": {"rows": rows, "patients": patients},
            "steps": [asdict(step) for step in steps(definition, rest)]}  # fmt: skip


def _members(kind: str, lines: Sequence[Any]) -> Members:
    return Members(kind, bits(line.id for line in lines), bits(line.patient for line in lines))


class _Known:
    """What was told in a hospital; members are only read where the sizes are close."""

    def __init__(self, hospital_id: int) -> None:
        self.hospital_id = hospital_id
        sizes = Told.objects.filter(hospital_id=hospital_id).values_list(
            "pk", "kind", "rows", "patients", "fingerprint", "standing_rows", "standing_patients"
        )
        self.sizes = list(sizes)
        self.same = {found[4]: (found[5], found[6]) for found in self.sizes}
        self.read: dict[int, Standing] = {}

    def told(self, members: Members) -> tuple[int, int]:
        mark = fingerprint(members)
        if mark in self.same:
            return self.same[mark]
        found = standing(members, self._near(members))
        stands = found.rows, found.patients
        rows, patients = members.counts
        if found.rows != rows and found.patients != patients:
            return stands  # a repetition tells nothing that has to be remembered
        self._keep(members, found, mark)
        return stands

    def _near(self, members: Members) -> Iterable[Standing]:
        """Earlier counts whose size allows that they are about nearly the same, the earliest first."""
        rows, patients = members.counts
        limit = CAREFUL.threshold
        near = [pk for pk, kind, r, p, *_rest in self.sizes
                if abs(p - patients) < limit or (kind == members.kind and abs(r - rows) < limit)]  # fmt: skip
        missing = [pk for pk in near if pk not in self.read]
        self.read |= {t.pk: _standing(t) for t in Told.objects.filter(pk__in=missing)} if missing else {}
        return (self.read[pk] for pk in near)

    def _keep(self, members: Members, found: Standing, mark: str) -> None:
        rows, patients = members.counts
        made = Told.objects.create(
            hospital_id=self.hospital_id, kind=members.kind, rows=rows, patients=patients,
            standing_rows=found.rows, standing_patients=found.patients, fingerprint=mark,
            row_bits=_pressed(members.rows), patient_bits=_pressed(members.patients),
        )  # fmt: skip
        self.sizes.append((made.pk, made.kind, rows, patients, mark, found.rows, found.patients))
        self.same[mark] = found.rows, found.patients
        self.read[made.pk] = found


def fingerprint(members: Members) -> str:
    """The same for the very same rows and patients."""
    parts = (members.kind.encode(), _bytes(members.rows), _bytes(members.patients))
    return hashlib.sha256(b"|".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _bytes(held: int) -> bytes:
    return held.to_bytes((held.bit_length() + 7) // 8, "little")


def _pressed(held: int) -> bytes:
    return zlib.compress(_bytes(held), PRESSED)


def _standing(told: Told) -> Standing:
    row_bits, patient_bits = (
        int.from_bytes(zlib.decompress(bytes(b)), "little") for b in (told.row_bits, told.patient_bits)
    )
    return Standing(Members(told.kind, row_bits, patient_bits), told.standing_rows, told.standing_patients)
