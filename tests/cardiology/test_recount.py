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
from cardiology.quality.board import COMPOSITES
from cardiology.queries.quality.board import Period, numbers, page
from cardiology.registries import counted_measures
from followup.models import Visit
from followup.synthetic import department
from tests.cardiology.recount import (
    calls,
    chest_pain,
    failure,
    fibrillation,
    infarction,
    rows,
    times,
    uneven,
)

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
    names = ("plan__admission_id", "plan__pathway", "code", "is_added", "due_on", "state", "done_at")
    for visit in Visit.objects.values(*names):
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


def parts_of(pathway, nurse):
    told = (("hospital", ""), ("pathway", pathway), ("nurse", str(nurse or "")))
    return [part for part in told if part[1] or part[0] == "hospital"]


def test_the_follow_up_service_equals_a_recount(counted):
    months = months_until(timezone.localdate(), counting.MONTHS)
    met, n = Counter(), Counter()
    for measure, month, pathway, nurse, is_met in calls.judged(counted, months):
        for part in parts_of(pathway, nurse) if month in months else ():
            n[measure, month, part] += 1
            met[measure, month, part] += is_met
    kept = MeasureMonth.objects.filter(hospital=counted, measure__in=counted_measures)
    stored = {(r.measure, r.month, (r.cut, r.key)): (r.met, r.n) for r in kept}
    assert {key: (met[key], k) for key, k in n.items()} == stored
    for measure in counted_measures:
        whole = [k for k in n if k[0] == measure and k[2][0] == "hospital"]
        assert 0 < sum(met[k] for k in whole) < sum(n[k] for k in whole), f"{measure} shows little"


def test_a_composite_is_the_opportunities_taken_of_all(counted, staff):
    months = months_until(timezone.localdate(), counting.MONTHS)
    by_hand, head = recount(counted, set(months[-12:])), staff[Role.HEAD]
    head.hospital = counted
    for number in numbers(head, COMPOSITES, Period(months[-1], 12)):
        told = Counter()
        for (measure, _month, doctor, outcome), k in by_hand.items():
            if measure in COMPOSITES[number.id].parts and not doctor:
                told[outcome] += k
        assert (number.met, number.n) == (told["met"], told["met"] + told["not_met"])
        assert number.share == told["met"] / (told["met"] + told["not_met"])


def test_the_times_of_the_board_equal_a_recount(counted, staff):
    months = months_until(timezone.localdate(), counting.MONTHS)
    taken, aimed = defaultdict(list), defaultdict(list)
    for stay in rows.stays_of(counted, visits()):
        if timezone.localtime(stay.left).date().replace(day=1) in months[-12:]:
            for name, minutes, in_time in times.judged(stay):
                taken[name].append(minutes)
                aimed[name] += [] if in_time is None else [in_time]
    head = staff[Role.HEAD]
    head.hospital = counted
    told = {t.interval.name: t for t in page(head, Period(months[-1], 12)).times}
    assert {name for name, t in told.items() if t.now.n} == set(taken) == set(times.TABLE)
    for name, minutes in taken.items():
        now = told[name].now
        assert now.n == len(minutes)
        quartiles = [times.quartile(minutes, part) for part in (0.25, 0.5, 0.75)]
        assert [now.lower, now.median, now.upper] == pytest.approx(quartiles)
        assert now.mean == pytest.approx(sum(minutes) / len(minutes))
        share = sum(aimed[name]) / len(aimed[name]) if aimed[name] else None
        assert told[name].share == (share if share is None else pytest.approx(share))
