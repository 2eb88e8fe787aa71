"""The board's numbers equal a recount by brute force: stay by stay, row by row, from the tables alone.

Nothing of the measures, of snapshots or of what the worker stores is used here but what is compared.
"""

from collections import Counter, defaultdict

import pytest
from django.utils import timezone

from cardiology.actions.quality import counting
from cardiology.models import Hospital, MeasureMonth, Role
from cardiology.months import months_until
from cardiology.quality import MEASURES
from cardiology.queries.quality.board import Period, page
from followup.models import Visit
from followup.synthetic import department
from tests.cardiology.recount import chest_pain, failure, fibrillation, infarction, rows, uneven

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATIENTS = 500
SOURCES = (infarction, failure, fibrillation, chest_pain)


@pytest.fixture
def counted(db):
    hospital = Hospital.objects.create(code="recount", name="Recount")
    department.generate(hospital, patients=PATIENTS, seed=11, until=timezone.localdate())
    uneven.make_uneven(hospital)
    counting.count_due()
    return hospital


def visits():
    by_stay = defaultdict(list)
    for visit in Visit.objects.values("plan__admission_id", "due_on", "state", "done_at"):
        by_stay[visit["plan__admission_id"]].append(visit)
    return by_stay


def recount(hospital, months):
    """Outcomes by measure, month and doctor."""
    found = Counter()
    for stay in rows.stays_of(hospital, visits()):
        month = timezone.localtime(stay.left).date().replace(day=1)
        if month in months:
            for measure, outcome in (told for source in SOURCES for told in source.judged(stay)):
                for doctor in {"", str(stay.row["attending_id"] or "")} if outcome else ():
                    found[measure, month, doctor, outcome] += 1
    return found


def stored(hospital):
    """The same from what the worker stored."""
    found = Counter()
    for row in MeasureMonth.objects.filter(hospital=hospital, cut__in=("hospital", "doctor")):
        key = (row.measure, row.month, row.key)
        told = {"met": row.met, "not_met": row.n - row.met, "excluded": row.excluded,
                "exception": row.exceptions, "indeterminate": row.indeterminate}  # fmt: skip
        found.update({(*key, outcome): n for outcome, n in told.items() if n})
    return found


def test_the_board_equals_a_recount_by_brute_force(counted, staff):
    months = months_until(timezone.localdate(), counting.MONTHS)
    by_hand = recount(counted, set(months))
    of_worker = {key: n for key, n in stored(counted).items() if key[0] in MEASURES}
    wrong = Counter(key[0] for key in by_hand.keys() | of_worker.keys()
                    if by_hand[key] != of_worker.get(key, 0))  # fmt: skip
    assert not wrong
    told = {measure: {key[3] for key in by_hand if key[0] == measure} for measure in MEASURES}
    assert [m for m in MEASURES if len(told[m]) < 3] == [], "a measure that comes out one way shows little"
    head = staff[Role.HEAD]
    head.hospital = counted
    last_year = set(months[-12:])
    for number in page(head, Period(months[-1], 12)).numbers:
        if number.id in MEASURES:
            n = {o: sum(k for (m, month, who, said), k in by_hand.items()
                        if (m, who, said) == (number.id, "", o) and month in last_year)
                 for o in ("met", "not_met", "excluded", "exception")}  # fmt: skip
            shown = (number.met, number.n, number.excluded, number.exceptions)
            assert shown == (n["met"], n["met"] + n["not_met"], n["excluded"], n["exception"]), number.id
