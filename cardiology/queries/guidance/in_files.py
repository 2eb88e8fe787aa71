"""Hard stops for drugs that a file brings: the lines that they forbid are told like any other problem."""

from django.db import connection

from cardiology.guidance.hard_stops import CONCERNS
from cardiology.intake.problems import Problem
from cardiology.models import Medication, Phase
from cardiology.queries.advice import in_words
from cardiology.queries.guidance.stops import AMENDED_FOR, is_overridden, said_of

TEMP = "intake_medication"  # what the store compared and wrote; it lives until the transaction ends


Orders = list[tuple[int, int]]  # line of the file, row


def stopped(orders: Orders) -> list[Problem]:
    """The orders that a hard stop forbids, asked once every kind of the file is stored.

    A doctor can override a stop, a file cannot: what was overridden in the stay before is let in.
    """
    return [
        Problem(line, "", "drug", in_words(found))
        for line, row in _rows(orders)
        for found in said_of(row).forbids
        if not is_overridden(row.admission_id, found)
    ]


def orders() -> Orders:
    """Of the drugs just stored what was new or changed, runs in a stay of now, and may set a stop off."""
    classes = sorted(set().union(*(c for _d, c in CONCERNS.values())))
    codes = sorted(set().union(*(d for d, _c in CONCERNS.values())))
    asked = (
        f"SELECT i.line, m.id FROM {TEMP} i JOIN cardiology_medication m "
        "ON m.patient_id = i.patient_id AND (m.id = i.id OR m.import_key = i.import_key) "
        "JOIN cardiology_admission a ON a.id = m.admission_id "
        "WHERE (m.drug = ANY(%s) OR m.drug_class = ANY(%s)) AND m.phase <> %s AND m.stopped_on IS NULL "
        "AND (a.discharged_at IS NULL OR a.discharged_at > now() - %s) ORDER BY i.line"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [codes, classes, Phase.HOME, AMENDED_FOR])
        return cursor.fetchall()


def _rows(found: Orders) -> list[tuple[int, Medication]]:
    asked = Medication.objects.filter(pk__in=[pk for _line, pk in found])
    rows = {row.pk: row for row in asked.select_related("admission__patient", "patient")}
    return [(line, rows[pk]) for line, pk in found]
