"""The board's numbers equal a recount by brute force: stay by stay, row by row, from the tables alone.

Nothing of the measures, of snapshots or of what the worker stores is used here but what is compared.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db.models import F, Sum
from django.db.models.functions import Mod
from django.utils import timezone

from cardiology.actions.quality import counting
from cardiology.models import (
    Admission,
    ClassDecision,
    Discharge,
    Echo,
    Hospital,
    LabResult,
    MeasureMonth,
    Medication,
    Procedure,
    Role,
    Timeline,
)
from cardiology.months import months_until
from cardiology.queries.quality.board import Period, page
from followup.synthetic import department

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PATIENTS = 120
AT_DISCHARGE = {"M12": "aspirin", "M13": "p2y12", "M14": "beta_blocker", "M16": "statin"}
OTHERS = ("M01", "M05", "M11", "M18", "M19", "M19s", "M26", "PM16")
LATER = timedelta(hours=26)
TROPONINS = ("hstni", "hstnt", "tni", "tnt")


def months_of_age(stay):
    born = stay.patient.birth_on
    on = timezone.localtime(stay.admitted_at).date()
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def only(model, stay):
    return model.objects.filter(admission=stay).order_by("pk").last()


def at_discharge(stay, drug_class):
    """The outcome of a drug class on the list of somebody with an infarction."""
    left = only(Discharge, stay)
    if left is None or left.disposition is None:
        return "indeterminate"
    if left.disposition in ("died", "transfer", "against_advice", "hospice"):
        return "excluded"
    listed = {m.drug_class for m in Medication.objects.filter(admission=stay, phase="discharge")}
    if drug_class in listed:
        return "met"
    if drug_class == "aspirin" and {"oac", "p2y12"} <= listed:
        return "exception"
    if drug_class == "p2y12" and Procedure.objects.filter(admission=stay, kind="cabg").exists():
        return "exception"
    said = ClassDecision.objects.filter(admission=stay, phase="discharge", drug_class=drug_class)
    reasons = [d.reason for d in said.order_by("pk")]
    return "exception" if {*reasons} & {"contraindicated", "intolerant", "declined"} else "not_met"


def door_to_wire(stay):
    """The wire within 90 minutes of the door, of primary PCI here."""
    if not Procedure.objects.filter(admission=stay, kind="pci", indication="primary").exists():
        return None
    times = only(Timeline, stay)
    door, wire = (getattr(times, n, None) for n in ("door_at", "wire_crossed_at"))
    if stay.arrival_mode in ("transfer_non_pci", "transfer_pci", "in_hospital"):
        return "excluded"
    if door and wire and wire < door:
        return "excluded"
    if stay.arrival_mode is None:
        return "indeterminate"
    if door and wire and (wire - door).total_seconds() <= 90 * 60:
        return "met"
    return "exception" if times and times.delay_reason in ("access", "arrest", "consent") else "not_met"


def died(stay):
    left = only(Discharge, stay)
    if left is None or left.disposition is None:
        return "indeterminate"
    if left.disposition == "transfer":
        return "excluded"
    return "met" if left.disposition == "died" else "not_met"


def door_to_ecg(stay):
    """An ECG within 10 minutes of the door; one before the door counts."""
    if stay.arrival_mode in ("transfer_non_pci", "transfer_pci", "in_hospital"):
        return "excluded"
    if stay.arrival_mode is None:
        return "indeterminate"
    times = only(Timeline, stay)
    door, ecg = (getattr(times, n, None) for n in ("door_at", "first_ecg_at"))
    return "met" if door and ecg and ecg <= door + timedelta(minutes=10) else "not_met"


def sent_to_rehabilitation(stay):
    left = only(Discharge, stay)
    if left is None or left.disposition is None:
        return "indeterminate"
    if left.disposition in ("died", "transfer", "against_advice", "hospice"):
        return "excluded"
    return "met" if left.rehabilitation == "yes" else "not_met"


def measured(stay, *tests, **when):
    """A result of the stay of one of these tests, by a moment if one is given."""
    found = LabResult.objects.filter(admission=stay, test__in=tests, value__isnull=False, **when)
    return "met" if found.exists() else "not_met"


def ejection_fraction(stay):
    """An ejection fraction of the stay, unless somebody left care, or died within a day."""
    left = only(Discharge, stay)
    if left is None or left.disposition is None:
        return "indeterminate"
    days = (timezone.localtime(stay.discharged_at).date() - timezone.localtime(stay.admitted_at).date()).days
    if left.disposition in ("transfer", "against_advice", "hospice"):
        return "excluded"
    if left.disposition == "died" and days <= 1:
        return "excluded"
    return "met" if Echo.objects.filter(admission=stay, lvef__isnull=False).exists() else "not_met"


def judged(stay):
    """(measure, outcome) of a stay, for the measures that are counted again here."""
    if months_of_age(stay) < 18 * 12:
        return
    if stay.category in ("stemi", "nstemi"):
        yield from ((measure, at_discharge(stay, drug)) for measure, drug in AT_DISCHARGE.items())
        yield "M18", sent_to_rehabilitation(stay)
        yield "M11", ejection_fraction(stay)
        yield "M19", measured(stay, "ldl", collected_at__lte=stay.admitted_at + timedelta(days=1))
        yield "M19s", measured(stay, "ldl")
        yield "PM16", measured(stay, *TROPONINS, collected_at__lte=stay.admitted_at + timedelta(hours=6))
    if stay.category == "stemi":
        yield "M01", door_to_ecg(stay)
        yield "M26", died(stay)
        if found := door_to_wire(stay):
            yield "M05", found


@pytest.fixture
def counted(db):
    hospital = Hospital.objects.create(code="recount", name="Recount")
    department.generate(hospital, patients=PATIENTS, seed=11, until=timezone.localdate())
    make_uneven(hospital)
    counting.count_due()
    return hospital


def make_uneven(hospital):
    """Results that come late or not at all: what is generated is measured too well to tell a count apart."""
    ours = LabResult.objects.filter(admission__hospital=hospital).annotate(turn=Mod("admission_id", 3))
    late = ours.filter(test__in=("ldl", *TROPONINS), turn=0)
    LabResult.objects.filter(pk__in=[r.pk for r in late]).update(collected_at=F("collected_at") + LATER)
    LabResult.objects.filter(pk__in=[r.pk for r in ours.filter(test="ldl", turn=1)]).delete()


def recount(hospital, months):
    """Outcomes by measure, month and doctor."""
    found = Counter()
    for stay in Admission.objects.filter(hospital=hospital, discharged_at__isnull=False):
        month = timezone.localtime(stay.discharged_at).date().replace(day=1)
        if month in months:
            for measure, outcome in judged(stay):
                found[measure, month, "", outcome] += 1
                if stay.attending_id:
                    found[measure, month, str(stay.attending_id), outcome] += 1
    return found


def stored(hospital, measures):
    """The same from what the worker stored."""
    found = Counter()
    rows = MeasureMonth.objects.filter(
        hospital=hospital, measure__in=measures, cut__in=("hospital", "doctor")
    )
    for row in rows:
        key = (row.measure, row.month, row.key)
        told = {"met": row.met, "not_met": row.n - row.met, "excluded": row.excluded,
                "exception": row.exceptions, "indeterminate": row.indeterminate}  # fmt: skip
        found.update({(*key, outcome): n for outcome, n in told.items() if n})
    return found


def test_the_board_equals_a_recount_by_brute_force(counted, staff):
    months = months_until(timezone.localdate(), counting.MONTHS)
    measures = {*AT_DISCHARGE, *OTHERS}
    by_hand = recount(counted, set(months))
    assert stored(counted, measures) == by_hand
    assert sum(n for key, n in by_hand.items() if not key[2]) > PATIENTS / 2
    outcomes = {key[3] for key in by_hand}
    assert {"met", "not_met", "excluded"} <= outcomes
    told = {measure: {o for m, _month, _who, o in by_hand if m == measure} for measure in measures}
    one_way = {measure for measure in measures if len(told[measure]) < 2}
    assert one_way <= {"M26"}, "a measure that came out one way shows little; deaths are rare"
    head = staff[Role.HEAD]
    head.hospital = counted
    shown = page(head, Period(months[-1], 12))
    last_year = set(months[-12:])
    for number in shown.numbers:
        if number.id in measures:
            told = [
                sum(n for (m, month, who, o), n in by_hand.items()
                    if (m, who, o) == (number.id, "", outcome) and month in last_year)
                for outcome in ("met", "not_met", "excluded", "exception")
            ]  # fmt: skip
            assert (number.met, number.n, number.excluded, number.exceptions) == (
                told[0], told[0] + told[1], told[2], told[3],
            ), number.id  # fmt: skip
    total = MeasureMonth.objects.filter(hospital=counted, measure="M12", cut="hospital", month__in=last_year)
    assert total.aggregate(n=Sum("n"))["n"] == next(x for x in shown.numbers if x.id == "M12").n
    assert isinstance(months[0], date)
