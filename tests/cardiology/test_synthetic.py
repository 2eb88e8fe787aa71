"""Synthetic departments are clinically coherent, reproducible, and pass every check of the record."""

from collections import defaultdict
from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from cardiology.models import (
    Admission,
    AuditEvent,
    Discharge,
    Echo,
    Hospital,
    LabResult,
    Medication,
    Patient,
    Phone,
    Procedure,
    Timeline,
    Ward,
)
from followup.models import Contact, Escalation, Visit
from followup.synthetic import department

UNTIL = date(2026, 11, 20)
ORDER = ("door_at", "lab_activated_at", "patient_in_lab_at", "puncture_at", "wire_crossed_at")


@pytest.fixture(scope="module")
def _hospital_rows(django_db_setup, django_db_blocker):
    """One department for all tests of this module; taken away afterwards."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        hospital = Hospital.objects.create(code="synthetic", name="Synthetic")
        department.generate(hospital, patients=250, seed=5, until=UNTIL)
        yield hospital
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.fixture
def rows(_hospital_rows, db):
    return _hospital_rows


def test_every_row_passes_its_own_checks(rows):
    wrong = []
    for model in apps.get_models():
        if model._meta.app_label not in ("cardiology", "followup") or model is AuditEvent:
            continue
        for row in model._default_manager.order_by("pk")[:40]:
            skip = {Contact: {"by", "contact"}, Escalation: {"to"}}.get(model, set())
            try:
                row.full_clean(exclude=skip, validate_unique=False)
            except Exception as error:  # all of them are shown together
                wrong.append(f"{model.__name__}: {error}")
    assert not wrong, "\n".join(wrong[:10])


def test_what_is_outside_its_plausible_range_was_confirmed(rows):
    doubtful = []
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if getattr(field, "plausible", None):
                low, high = field.plausible
                outside = model._default_manager.filter(**{f"{field.name}__isnull": False}).exclude(
                    **{f"{field.name}__range": (low, high)}
                )
                doubtful += [
                    f"{model.__name__}.{field.name} {row.pk}"
                    for row in outside
                    if row.confirmed.get(field.name, {}).get("value")
                    != field.display(getattr(row, field.name))
                ]
    assert doubtful == []


def test_troponin_of_an_infarction_rises_then_falls(rows):
    infarctions = Admission.objects.filter(category__in=("stemi", "nstemi"))
    curves = defaultdict(list)
    results = LabResult.objects.filter(admission__in=infarctions, test="hstni").order_by("collected_at")
    for stay, value in results.values_list("admission_id", "value"):
        curves[stay].append(value)
    complete = [c for c in curves.values() if len(c) == 7]
    assert len(complete) > 20
    for curve in complete:
        peak = curve.index(max(curve))
        assert curve[: peak + 1] == sorted(curve[: peak + 1])
        assert curve[peak:] == sorted(curve[peak:], reverse=True)
        assert 0 < peak < len(curve) - 1


def test_every_primary_pci_has_a_timeline_in_order(rows):
    primary = Procedure.objects.filter(indication="primary")
    assert primary.count() > 10
    for pci in primary.select_related("admission"):
        line = Timeline.objects.get(admission=pci.admission)
        times = [getattr(line, n) for n in ORDER]
        assert None not in times
        assert times == sorted(times)
        assert pci.started_at == line.puncture_at


def test_onset_comes_before_the_door(rows):
    for line in Timeline.objects.filter(symptom_onset_at__isnull=False):
        assert line.symptom_onset_at <= line.door_at


def test_stays_end_after_they_begin_and_open_ones_lie_in_beds(rows):
    for stay in Admission.objects.all():
        assert stay.discharged_at is None or stay.discharged_at > stay.admitted_at
    open_stays = Admission.objects.filter(discharged_at__isnull=True)
    beds = sum(ward.beds.count() for ward in Ward.objects.all())
    assert open_stays.count() == 24 < beds
    assert open_stays.filter(bed__isnull=True).count() == 0


def test_the_dead_are_not_planned_for(rows):
    assert Patient.objects.filter(vital_status="dead").count() > 3
    assert not Visit.objects.filter(patient__vital_status="dead", state="open").exists()
    assert not Admission.objects.filter(patient__vital_status="dead", discharged_at__isnull=True).exists()
    died = Discharge.objects.filter(disposition="died")
    assert set(died.values_list("patient__vital_status", flat=True)) <= {"dead"}


def test_weak_hearts_get_heart_failure_drugs_more_often(rows):
    def share(stays):
        closed = set(
            Medication.objects.filter(phase="discharge", admission__in=stays).values_list(
                "admission", flat=True
            )
        )
        treated = Medication.objects.filter(phase="discharge", drug_class="mra", admission__in=closed)
        return treated.values("admission").distinct().count() / len(closed)

    weak = list(Echo.objects.filter(lvef__lte=40).values_list("admission", flat=True))
    strong = list(Echo.objects.filter(lvef__gte=55).values_list("admission", flat=True))
    assert share(weak) > 0.5 > 0.3 > share(strong)


def test_atrial_fibrillation_is_anticoagulated_mostly(rows):
    stays = Admission.objects.filter(category="af", discharged_at__isnull=False)
    treated = Medication.objects.filter(phase="discharge", drug_class="oac", admission__in=stays)
    assert 0.6 < treated.values("admission").distinct().count() / stays.count() <= 1


def test_numbers_belong_to_nobody(rows):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    for number in Patient.objects.values_list("id_number", flat=True):
        total = sum(int(d) * w for d, w in zip(number, weights, strict=False))
        assert number[17] == "10X98765432"[total % 11]
        assert number.startswith("990101")
    assert all(phone.digits.startswith("15400") for phone in Phone.objects.all())


def test_one_audit_event_tells_of_the_batch(rows):
    told = AuditEvent.objects.get(event="department generated")
    assert told.new["patients"] == 250
    assert told.new["rows"]["labresult"] == LabResult.objects.count()


def test_the_same_seed_gives_the_same_rows(rows):
    def sums(seed, patients=30):
        found = department.draw(rows, patients=patients, seed=seed, until=UNTIL)
        return [batch.checksum() for batch in found]

    assert sums(1) == sums(1)
    assert sums(1) != sums(2)


def test_a_larger_department_begins_with_the_smaller_one(rows):
    small, large = (next(iter(department.draw(rows, patients=n, seed=3, until=UNTIL))) for n in (30, 40))
    assert large.rows[Patient][:30] == small.rows[Patient]


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"patients": 0, "seed": 1}, "expected 1 to"),
        ({"patients": 5, "seed": -1}, "expected a whole number"),
        ({"patients": 5, "seed": 1, "until": date(2190, 1, 1)}, "future"),
        ({"patients": 5, "seed": 5}, "another seed"),
    ],
)
def test_the_command_says_what_was_expected(rows, options, part):
    with pytest.raises(CommandError, match=part):
        call_command("generate_department", **options)


def test_a_bad_day_is_explained(db):
    with pytest.raises(CommandError, match="2026-11-09"):
        call_command("generate_department", "--patients=5", "--seed=1", "--until=yesterday")
