"""What the checks find in a stay: where it is shown, when it ends, who may answer it, what it counts for."""

import html
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cardiology.actions import findings, patients, sections
from cardiology.actions.imports import Incoming, import_file
from cardiology.checks import CHECKS
from cardiology.models import (
    Admission,
    AuditEvent,
    Echo,
    Finding,
    History,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Presentation,
    Procedure,
    Role,
    Vitals,
)
from cardiology.queries.completion import states
from cardiology.queries.findings import board
from cardiology.queries.findings.facts import facts_of
from cardiology.queries.findings.shown import in_words
from tests.cardiology.stories import admitted, discharged, treated_stemi

pytestmark = pytest.mark.django_db
SHOCK = "Cardiogenic shock is Killip IV."


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def stay(doctor):
    return admitted(doctor)


@pytest.fixture
def shocked(stay, doctor):
    """Shock is recorded, and Killip II: one of the two is wrong."""
    row = Presentation(patient=stay.patient, admission=stay, killip="2", has_shock="yes")
    sections.save(row, by=doctor)
    findings.check([stay.pk])
    return stay


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Runs what waits for the end of a transaction, as if it had ended."""

    @contextmanager
    def transaction():
        connection.run_on_commit.clear()  # what the story of the test left waiting
        with django_capture_on_commit_callbacks(execute=True) as waiting:
            yield waiting
        connection.run_on_commit.clear()

    return transaction


def open_rules(stay):
    return set(stay.findings.filter(resolved_at=None).values_list("rule", flat=True))


def test_a_finding_comes_with_the_save_and_ends_when_it_is_put_right(stay, doctor, committed):
    with committed():
        row = Presentation(patient=stay.patient, admission=stay, killip="2", has_shock="yes")
        row = sections.save(row, by=doctor)
    assert "CON-101" in open_rules(stay)
    row.killip = "4"
    with committed():
        sections.save(row, by=doctor)
    assert "CON-101" not in open_rules(stay)
    assert stay.findings.get(rule="CON-101").resolved_at


def test_many_rows_of_one_transaction_are_checked_once(stay, doctor, committed):
    with committed() as waiting:
        for minute in range(5):
            at = stay.admitted_at + timedelta(minutes=minute)
            sections.save(
                Vitals(patient=stay.patient, admission=stay, measured_at=at, heart_rate=80), by=doctor
            )
    assert len(waiting) == 1


def test_a_check_that_fails_never_undoes_what_was_saved(stay, doctor, monkeypatch, committed):
    def fail(_ids, _checks):
        raise RuntimeError

    monkeypatch.setattr(findings, "check", fail)
    with committed():
        sections.save(Presentation(patient=stay.patient, admission=stay, killip="1"), by=doctor)
    assert Presentation.objects.get(admission=stay).killip == "1"


def test_what_is_written_in_one_section_leads_to_what_a_whole_check_finds(shocked, doctor, committed):
    """A finding of a section that was not touched stays, one that the new row settles ends."""
    before = open_rules(shocked)
    assert {"CON-101", "REQ-311"} <= before
    own = {"patient": shocked.patient, "admission": shocked}
    wrong = Vitals(**own, measured_at=shocked.admitted_at, systolic_bp=150, other_arm_systolic=110)
    with committed():
        sections.save(wrong, by=doctor)
    now = open_rules(shocked)
    assert {"CON-101", "OUT-304"} <= now
    assert "REQ-311" not in now
    findings.check([shocked.pk])
    assert open_rules(shocked) == now
    with committed():
        sections.withdraw(wrong, reason="a mistake", by=doctor)
    assert open_rules(shocked) == before


def test_the_form_says_what_concerns_it_and_the_overview_counts(shocked, sign_in):
    visitor = sign_in(Role.CARDIOLOGIST)
    row = Presentation.objects.get(admission=shocked)
    form = visitor.get(f"/records/presentation/{row.pk}/").content.decode()
    assert SHOCK in form
    assert f'href="/records/presentation/{row.pk}/#id_killip"' in form
    assert SHOCK not in visitor.get(f"/admissions/{shocked.pk}/history/").content.decode()
    page = visitor.get(f"/patients/{shocked.patient_id}/").content.decode()
    assert f'href="/admissions/{shocked.pk}/checks/"' in page
    listed = visitor.get(f"/admissions/{shocked.pk}/checks/").content.decode()
    assert SHOCK in listed
    assert "II" in listed


def broken(stay, what):
    """A row that breaks one rule, kept: its section, the rule, and the page that shows the section's rows."""
    own, at = {"patient": stay.patient, "admission": stay}, stay.admitted_at + timedelta(hours=2)
    pci = Procedure.objects.get(admission=stay)
    return {
        "vitals grid": (Vitals(**own, measured_at=at, systolic_bp=150, other_arm_systolic=110),
                        "OUT-304", f"/admissions/{stay.pk}/vitals/grid/"),
        "results grid": (LabResult(**own, collected_at=at, test="k", value=Decimal("4.0"), unit="mmol/L",
                                   reference_low=Decimal("5.3"), reference_high=Decimal("3.5")),
                         "RNG-404", f"/admissions/{stay.pk}/labs/grid/"),
        "report": (Lesion(**own, procedure=pci, segment="2", stenosis_before=40, stenosis_after=60),
                   "RNG-647", f"/records/procedure/{pci.pk}/report/"),
        "drug table": (Medication(**own, phase="discharge", drug="clopidogrel", drug_class="p2y12",
                                  started_on=at.date()),
                       "UNI-702", f"/admissions/{stay.pk}/drugs/discharge/"),
    }[what]  # fmt: skip


@pytest.mark.parametrize("what", ["vitals grid", "results grid", "report", "drug table"])
def test_grids_report_and_drug_table_say_what_is_found_in_their_rows(shocked, doctor, sign_in, what):
    visitor, stay = sign_in(Role.CARDIOLOGIST), treated_stemi(doctor, "0007", name="李四")
    row, rule, url = broken(stay, what)
    told = str(CHECKS[rule].sentence)
    findings.check([stay.pk])
    assert told not in visitor.get(url).content.decode()
    sections.save(row, by=doctor)
    findings.check([stay.pk])
    page = visitor.get(url).content.decode()
    assert 'id="checks-title"' in page
    assert told in page
    assert SHOCK not in page, "of another stay"
    sections.withdraw(row, reason="a mistake", by=doctor)
    findings.check([stay.pk])
    assert told not in visitor.get(url).content.decode()


def test_an_answer_holds_until_a_value_changes(shocked, doctor):
    finding = shocked.findings.get(rule="CON-101", resolved_at=None)
    with pytest.raises(ValidationError):
        findings.answer(finding, reason="  ", by=doctor)
    findings.answer(finding, reason="Shock by bleeding, heart sound", by=doctor)
    assert AuditEvent.objects.filter(event="check answered", patient_id=shocked.patient_id).exists()
    findings.check([shocked.pk])
    finding.refresh_from_db()
    assert finding.answered_by == doctor
    row = Presentation.objects.get(admission=shocked)
    row.killip = "3"
    sections.save(row, by=doctor)
    findings.check([shocked.pk])
    finding.refresh_from_db()
    assert (finding.resolved_at, finding.answered_at, finding.answer) == (None, None, "")


def test_who_may_answer(shocked, staff, sign_in):
    finding = shocked.findings.get(rule="CON-101")
    with pytest.raises(PermissionDenied):
        findings.answer(finding, reason="It is right", by=staff[Role.FOLLOWUP_NURSE])
    manager = sign_in(Role.DATA_MANAGER)
    told = manager.post(f"/findings/{finding.pk}/answer/", {"reason": "Seen in the notes", "from": "inbox"})
    assert told.url == "/data-quality/"
    finding.refresh_from_db()
    assert finding.answer == "Seen in the notes"


def test_a_section_with_an_error_is_not_complete(stay, doctor):
    row = Vitals(
        patient=stay.patient, admission=stay, measured_at=stay.admitted_at, systolic_bp=128, diastolic_bp=76,
        heart_rate=80, weight=70, height=170,
    )  # fmt: skip
    sections.save(row, by=doctor)
    before = next(s for s in states([stay])[stay.pk] if s.name == "vitals")
    Vitals.objects.filter(pk=row.pk).update(measured_at=stay.admitted_at + timedelta(days=9))
    discharged(stay, doctor)
    findings.check([stay.pk])
    after = next(s for s in states([stay])[stay.pk] if s.name == "vitals")
    assert "DAT-309" in open_rules(stay)
    assert (before.errors, after.errors) == (0, 1)
    assert before.completeness.state == "complete"
    assert (before.status, after.status) == ("complete", "review")
    light = next(x for x in board.lights(_head(doctor), date(2026, 3, 1)) if str(x.title) == "Vital signs")
    assert (light.green, light.yellow, light.red) == (0, 0, 1)


def _head(doctor):
    return doctor.hospital.staff.get(role=Role.HEAD)


def test_the_inbox_filters_and_shows_nothing_of_another_hospital(shocked, sign_in, staff, stranger):
    manager = sign_in(Role.DATA_MANAGER)
    page = manager.get("/data-quality/").content.decode()
    assert SHOCK in page
    assert SHOCK in manager.get("/data-quality/?severity=error&section=presentation").content.decode()
    assert SHOCK not in manager.get("/data-quality/?severity=note").content.decode()
    assert SHOCK not in manager.get("/data-quality/?rule=CON-201").content.decode()
    assert manager.get("/data-quality/?month=never&page=x&rule=nothing").status_code == 200
    stranger.role = Role.HEAD
    stranger.save()
    assert not board.inbox(stranger, board.Wanted()).exists()


def test_a_red_light_leads_to_its_error_and_only_the_own_hospital_counts(shocked, sign_in, staff, stranger):
    discharged(shocked, staff[Role.CARDIOLOGIST])
    discharged(admitted(stranger), stranger)
    page = sign_in(Role.HEAD).get("/data-quality/?month=2026-03")
    (light,) = [one for one in page.context["lights"] if one.name == "presentation"]
    assert (light.green, light.yellow, light.red) == (0, 0, 1)
    assert (Presentation._meta.get_field("complaint").label, 1) in light.open
    address = "?severity=error&section=presentation"
    assert address in html.unescape(page.content.decode())
    assert SHOCK in sign_in(Role.HEAD).get(f"/data-quality/{address}").content.decode()
    stranger.role = Role.HEAD
    stranger.save()
    theirs = {one.name: one for one in board.lights(stranger, date(2026, 3, 1))}["presentation"]
    assert (theirs.green, theirs.yellow, theirs.red) == (0, 1, 0)


def test_what_is_right_shows_nothing(doctor):
    stay = discharged(treated_stemi(doctor), doctor)
    findings.check([stay.pk])
    errors = {r for r in open_rules(stay) if CHECKS[r].severity == "error"}
    assert errors == set()


def test_a_batch_takes_the_same_queries_however_many_stays(doctor):
    stays = [treated_stemi(doctor, f"{n:04}") for n in range(6)]
    with CaptureQueriesContext(connection) as few:
        facts_of([stays[0].pk], now=timezone.now())
    with CaptureQueriesContext(connection) as many:
        facts_of([s.pk for s in stays], now=timezone.now())
    assert len(few) == len(many) <= 20


def test_every_night_open_stays_and_every_minute_changed_ones(shocked, doctor):
    Finding.objects.all().delete()
    old = discharged(admitted(doctor, "0009", arrival=timezone.now() - timedelta(days=400)), doctor)
    later = timezone.now() + timedelta(days=30)
    told = findings.nightly(now=later)
    assert told.stays == 1
    assert "CON-101" in open_rules(shocked)
    assert findings.changed(since=timedelta(minutes=5)).stays == 2
    assert findings.changed(since=timedelta(minutes=5), now=later).stays == 0
    assert old.discharged_at


def test_a_partial_date_breaks_nothing_while_it_may_be_right(stay, doctor):
    history = History(patient=stay.patient, admission=stay, prior_mi="yes", prior_mi_on="2026")
    sections.save(history, by=doctor)
    findings.check([stay.pk])
    assert "DAT-211" not in open_rules(stay)


def test_a_reason_for_having_no_value_is_an_answer(stay, doctor):
    history = History(
        patient=stay.patient, admission=stay, prior_mi="yes", missing={"prior_mi_on": "unknown"}
    )
    sections.save(history, by=doctor)
    findings.check([stay.pk])
    assert "REQ-203" not in open_rules(stay)


def test_an_import_tells_what_each_row_breaks_and_refuses_nothing(stay, hospital, staff):
    text = "patient,admission,performed_at,lv_diastolic_diameter,lv_systolic_diameter\n"
    text += "0001,A0001,2026-03-03 10:00,36,52\n0001,A0001,2026-03-04 10:00,52,36\n"
    told = import_file(
        Incoming("echo.csv", text.encode()), kind="echo", hospital=hospital, by=staff[Role.DATA_MANAGER],
        dry_run=True,
    )  # fmt: skip
    assert [(p.row, p.field) for p in told.unusual] == [(2, "lv_diastolic_diameter")]
    assert "RNG-531" in told.unusual[0].sentence


def test_a_lesion_is_judged_with_its_procedure_and_devices(doctor):
    stay = treated_stemi(doctor)
    lesion = Lesion.objects.get(admission=stay)
    lesion.stenosis_before, lesion.timi_before, lesion.length = Decimal(100), "3", Decimal(40)
    sections.save(lesion, by=doctor)
    findings.check([stay.pk])
    assert {"CON-641", "DIF-671"} <= open_rules(stay)


def test_the_book_shows_every_check(sign_in):
    page = sign_in(Role.RESEARCHER).get("/reference/checks/").content.decode()
    assert all(f'id="{check}"' in page for check in CHECKS)
    assert "/reference/checks/" in sign_in(Role.RESEARCHER).get("/reference/").content.decode()


@pytest.fixture
def wrong_identity(doctor):
    """A stay of somebody whose birth date is not that of the identity number."""
    patient = patients.register(
        Patient(number="0077", name="李四", sex="male", birth_on="1949-12-31"), by=doctor
    )
    Patient.objects.filter(pk=patient.pk).update(id_type="citizen", id_number="11010519491231002X")
    stay = admitted(doctor, "0078", name="王五")
    stay.patient = patient
    stay.save()
    findings.check([stay.pk])
    return stay


def test_an_identity_that_does_not_agree_is_found(wrong_identity):
    assert "CON-005" in open_rules(wrong_identity)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/data-quality/", "patient_edit"),
        ("/admissions/{stay}/discharge/", "patient_edit"),
        ("/admissions/{stay}/round/", "admission_edit"),
    ],
)
def test_nobody_is_led_to_a_form_that_is_not_theirs(wrong_identity, sign_in, address, place):
    Admission.objects.filter(pk=wrong_identity.pk).update(attending=None)
    whose = wrong_identity.pk if place == "admission_edit" else wrong_identity.patient_id
    form, address = reverse(place, args=[whose]), address.format(stay=wrong_identity.pk)
    assert form in sign_in(Role.HEAD).get(address).content.decode()
    manager = sign_in(Role.DATA_MANAGER)
    assert form not in manager.get(address).content.decode()
    assert manager.get(form).status_code == 403


def test_a_value_is_told_with_the_decimals_of_its_variable():
    assert in_words(Echo._meta.get_field("e_over_e_prime"), 22.453) == "22.5"
    assert in_words(Echo._meta.get_field("lvef"), 27) == "27\u00a0%"
