"""The course of a stay: banner, drawn course, results grid, vital signs, other stays, print."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cardiology.actions import admissions
from cardiology.models import (
    Admission,
    AuditEvent,
    Complication,
    Discharge,
    Echo,
    LabResult,
    Medication,
    Role,
    Vitals,
)
from cardiology.queries.course.change import Display
from cardiology.queries.course.vitals import OVERDUE_AFTER, overdue
from tests.cardiology.stories import ARRIVAL, admitted, discharged, treated_stemi

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def cardiologist(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def page(sign_in):
    """Signed in as a cardiologist."""
    return sign_in(Role.CARDIOLOGIST)


def lab(stay, test, value, hours=0, **told):
    return LabResult.objects.create(
        patient=stay.patient, admission=stay, test=test,
        collected_at=stay.admitted_at + timedelta(hours=hours),
        value=None if value is None else Decimal(value), **told,
    )  # fmt: skip


def many_results(stay, n):
    tests = ("hstni", "cr", "k", "hb", "na", "ldl", "glu", "wbc", "plt", "alt")
    LabResult.objects.bulk_create(
        LabResult(
            patient=stay.patient, admission=stay, test=tests[i % len(tests)], value=Decimal(40 + i % 90),
            unit="mmol/L", flag="H" if i % 7 == 0 else "N", reference_low=20, reference_high=100,
            collected_at=stay.admitted_at + timedelta(minutes=37 * (i // len(tests))),
        )
        for i in range(n)
    )  # fmt: skip


def text(response):
    """What a reader sees, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- the banner ---


def test_the_banner_says_each_fact_with_its_day(page, cardiologist):
    stay = treated_stemi(cardiologist)
    lab(stay, "cr", "150", 2)
    Vitals.objects.create(patient=stay.patient, admission=stay, measured_at=stay.admitted_at, weight=71)
    Medication.objects.create(
        patient=stay.patient,
        admission=stay,
        phase="ward",
        drug="ticagrelor",
        drug_class="p2y12",
        started_on=ARRIVAL.date(),
    )
    facts = {f.label: f for f in page.get(f"/patients/{stay.patient_id}/").context["banner"]["facts"]}
    assert (facts["LVEF"].value, facts["LVEF"].flag, facts["LVEF"].on) == ("38", "L", "03-Mar-2026")
    assert facts["eGFR"].on == "02-Mar-2026"
    assert facts["eGFR"].flag == "L"
    assert (facts["Weight"].value, facts["Weight"].on) == ("71", "02-Mar-2026")
    assert (facts["Antithrombotics"].value, facts["Antithrombotics"].on) == (
        "Ticagrelor",
        "since 02-Mar-2026",
    )


def test_the_banner_says_what_is_unknown(page, cardiologist):
    stay = admitted(cardiologist)
    facts = {f.label: f for f in page.get(f"/patients/{stay.patient_id}/").context["banner"]["facts"]}
    assert {label: f.value for label, f in facts.items() if not f.is_known} == {
        "LVEF": "not recorded", "eGFR": "not recorded", "Weight": "not recorded",
        "Antithrombotics": "no drugs recorded", "DAPT until": "not recorded",
    }  # fmt: skip


def test_a_stopped_drug_is_no_antithrombotic_of_now(page, cardiologist):
    stay = admitted(cardiologist)
    today = timezone.localdate()
    for stopped in (today - timedelta(days=1), None):
        Medication.objects.create(
            patient=stay.patient, admission=stay, phase="ward", drug="aspirin" if stopped else "metoprolol",
            drug_class="aspirin" if stopped else "beta_blocker",
            started_on=today - timedelta(days=3), stopped_on=stopped,
        )  # fmt: skip
    facts = {f.label: f for f in page.get(f"/patients/{stay.patient_id}/").context["banner"]["facts"]}
    assert facts["Antithrombotics"].value == "none on the list"


def test_the_planned_end_of_two_antiplatelets_is_known_in_the_next_stay(page, cardiologist):
    first = discharged(treated_stemi(cardiologist), cardiologist)
    Discharge.objects.filter(admission=first).update(dapt_until_on=timezone.localdate() + timedelta(days=90))
    facts = page.get(f"/patients/{first.patient_id}/").context["banner"]["facts"]
    assert [f.is_known for f in facts if f.label == "DAPT until"] == [True]


@pytest.mark.parametrize(
    ("isolation", "told"), [(None, []), ("none", []), ("contact", ["Contact precautions"])]
)
def test_isolation_is_told_where_it_was_recorded(page, cardiologist, isolation, told):
    stay = admitted(cardiologist)
    Admission.objects.filter(pk=stay.pk).update(isolation=isolation)
    facts = page.get(f"/patients/{stay.patient_id}/").context["banner"]["facts"]
    assert [f.value for f in facts if f.label == "Isolation"] == told
    assert 'name="isolation"' in page.get(f"/admissions/{stay.pk}/edit/").content.decode()


# --- the drawn course ---


@pytest.mark.parametrize("zoom", ["", "first", "last", "nonsense"])
def test_the_course_draws_what_happened_and_has_its_table(page, cardiologist, zoom):
    stay = discharged(treated_stemi(cardiologist), cardiologist)
    Complication.objects.create(
        patient=stay.patient,
        admission=stay,
        kind="bleeding",
        barc="2",
        started_at=ARRIVAL + timedelta(hours=9),
    )
    response = page.get(f"/patients/{stay.patient_id}/?stay={stay.pk}&zoom={zoom}")
    seen = {(line.kind, line.text) for line in response.context["course"].seen}
    assert {
        ("Procedure", "PCI · 12 proximal LAD"),
        ("Complication", "Bleeding BARC 2"),
        ("Examination", "LVEF 38 %"),
    } <= seen
    assert "<svg" in response.content.decode()
    part = page.get(f"/admissions/{stay.pk}/course/?zoom={zoom}", headers=HTMX)
    assert part.status_code == 200
    assert b'id="course"' in part.content


def test_a_stay_without_anything_says_so(page, cardiologist):
    stay = admitted(cardiologist)
    response = page.get(f"/patients/{stay.patient_id}/")
    assert response.context["course"].picture is None
    assert "Nothing recorded yet." in text(response)


def test_a_stay_of_an_hour_is_drawn(page, cardiologist):
    stay = admitted(cardiologist, arrival=timezone.now() - timedelta(minutes=30))
    lab(stay, "k", "4.1", unit="mmol/L")
    assert page.get(f"/patients/{stay.patient_id}/").context["course"].picture.height > 0


def test_thousands_of_results_are_thinned_out_and_that_is_said(page, cardiologist):
    stay = admitted(cardiologist)
    many_results(stay, 5000)
    course = page.get(f"/patients/{stay.patient_id}/").context["course"]
    assert sum(len(lane.spots) for _y, lane in course.picture.lanes) < 1500
    assert any(note.startswith("Thinned out") for note in course.notes)
    assert {line.count for line in course.summed} == {500}


def test_what_lies_outside_of_the_stay_is_counted(page, cardiologist):
    stay = discharged(treated_stemi(cardiologist), cardiologist)
    lab(stay, "hb", "120", hours=24 * 30)
    assert (
        "1 entry lies outside of the stay."
        in page.get(f"/patients/{stay.patient_id}/").context["course"].notes
    )


def test_a_result_below_a_limit_is_drawn_and_keeps_its_sign(page, cardiologist):
    stay = admitted(cardiologist)
    lab(stay, "hstni", "40", unit="ng/L", flag="H", reference_high=26)
    lab(stay, "hstni", "3", 6, unit="ng/L", comparator="<", flag="N", reference_high=26)
    course = page.get(f"/patients/{stay.patient_id}/").context["course"]
    (troponin,) = course.summed
    assert (troponin.first, troponin.lowest, troponin.latest) == ("40", "<3", "<3")
    assert any("<3 ng/L" in spot.tip for _y, lane in course.picture.lanes for spot in lane.spots)


def test_who_died_in_the_stay_is_an_event(page, cardiologist):
    stay = discharged(treated_stemi(cardiologist), cardiologist, disposition="died")
    seen = page.get(f"/patients/{stay.patient_id}/").context["course"].seen
    assert ("Complication", "Died") in {(line.kind, line.text) for line in seen}


# --- the results grid ---


def rows_of(response):
    return {row.label: row for _panel, rows in response.context["grid"].groups for row in rows}


def test_a_row_says_the_last_change_and_each_value_where_it_came_from(page, cardiologist):
    stay = admitted(cardiologist)
    lab(
        stay,
        "cr",
        "100",
        0,
        unit="µmol/L",
        flag="H",
        reference_low=57,
        reference_high=97,
        value_text="1.13",
        unit_text="mg/dL",
    )
    lab(stay, "cr", "150", 8, unit="µmol/L", flag="H", reference_low=57, reference_high=97)
    row = rows_of(page.get(f"/admissions/{stay.pk}/results/"))["Creatinine"]
    assert (row.unit, row.reference, row.change) == ("µmol/L", "57–97", "+50 (+50\u00a0%)")
    newest, oldest = row.cells
    assert newest.tip == (
        "Creatinine 150 µmol/L H ↑ · 02-Mar-2026 16:00 · reference 57–97 · entered here"
        " · +50 (+50\u00a0%) since 02-Mar-2026 08:00"
    )
    assert "sent as 1.13 mg/dL" in oldest.tip
    assert 'role="img"' in row.spark
    assert "from 100 to 150" in row.spark


def test_units_are_switched_for_reading_only(page, cardiologist):
    stay = admitted(cardiologist)
    lab(stay, "cr", "88.4", unit="µmol/L", reference_low=57, reference_high=97)
    lab(stay, "hb", "135", unit="g/L")
    rows = rows_of(page.get(f"/admissions/{stay.pk}/results/?units=conventional"))
    assert (rows["Creatinine"].unit, rows["Creatinine"].cells[0].text) == ("mg/dL", "1.00")
    assert (rows["Haemoglobin"].unit, rows["Haemoglobin"].cells[0].text) == ("g/dL", "13.5")
    assert LabResult.objects.get(test="cr").unit == "µmol/L"


@pytest.mark.parametrize(
    ("value", "factor", "shown"),
    [("97", "88.4", "1.10"), ("5.6", "0.0555", "101"), ("0", "10", "0"), ("4.25", "1", "4.25")],
)
def test_a_converted_number_has_three_figures(value, factor, shown):
    assert Display("", Decimal(factor)).text(Decimal(value)) == shown


def test_text_comparators_and_unknown_tests_are_shown_as_they_came(page, cardiologist):
    stay = admitted(cardiologist)
    lab(stay, "hstni", "3", unit="ng/L", comparator="<")
    lab(stay, "hstni", "9", 4, unit="ng/L")
    lab(stay, None, None, test_text="Blood culture", value_text="NEG")
    rows = rows_of(page.get(f"/admissions/{stay.pk}/results/?order=oldest"))
    troponin, culture = rows["Hs-troponin I"], rows["Blood culture"]
    assert [c.text for c in troponin.cells if c] == ["<3", "9"]
    assert troponin.change == ""
    assert troponin.spark == ""
    assert culture.cells[0].text == "NEG"
    assert culture.reference == ""


def test_panel_and_abnormal_choose_rows(page, cardiologist):
    stay = admitted(cardiologist)
    lab(stay, "cr", "150", unit="µmol/L", flag="H")
    lab(stay, "k", "4", unit="mmol/L", flag="N")
    lab(stay, "na", "120", unit="mmol/L", flag="LL")
    at = f"/admissions/{stay.pk}/results/"
    assert set(rows_of(page.get(f"{at}?panel=electrolytes"))) == {"Potassium", "Sodium"}
    assert set(rows_of(page.get(f"{at}?abnormal=1"))) == {"Creatinine", "Sodium"}
    assert page.get(f"{at}?panel=lipids").context["grid"].groups == []
    critical = page.get(at)
    assert critical.context["grid"].critical == 1
    assert rows_of(critical)["Sodium"].is_critical
    assert "1 critical result" in text(critical)


def test_columns_are_paged_and_turned_round(page, cardiologist):
    stay = admitted(cardiologist)
    for hours in range(16):
        lab(stay, "k", f"{3 + hours / 10}", hours, unit="mmol/L")
    at = f"/admissions/{stay.pk}/results/"
    first, last = page.get(at).context["grid"], page.get(f"{at}?page=99").context["grid"]
    assert (len(first.times), first.pages, first.newer) == (7, 3, None)
    assert first.times[0] > first.times[-1]
    assert first.older == "page=2"
    assert (len(last.times), last.page, last.older) == (2, 3, None)
    turned = page.get(f"{at}?order=oldest").context["grid"]
    assert turned.times == sorted(turned.times)
    assert turned.older == "order=oldest&page=2"


def test_two_results_of_one_moment_are_both_told(page, cardiologist):
    stay = admitted(cardiologist)
    lab(stay, "k", "4.1", unit="mmol/L")
    lab(stay, "k", "5.9", unit="mmol/L")
    (cell,) = rows_of(page.get(f"/admissions/{stay.pk}/results/"))["Potassium"].cells
    assert cell.text == "5.9"
    assert "also 4.1 at the same time" in cell.tip


def test_the_pages_take_as_many_queries_for_thousands_of_rows_as_for_few(page, cardiologist):
    few, much = treated_stemi(cardiologist, "0001"), treated_stemi(cardiologist, "0002", name="李四")
    many_results(few, 10)
    many_results(much, 2000)
    for stay, n in ((few, 2), (much, 200)):
        Vitals.objects.bulk_create(
            Vitals(patient=stay.patient, admission=stay, measured_at=ARRIVAL + timedelta(hours=i),
                   systolic_bp=120 + i % 70, diastolic_bp=70, heart_rate=80)
            for i in range(n)
        )  # fmt: skip
        Complication.objects.bulk_create(
            Complication(
                patient=stay.patient, admission=stay, kind="bleeding", started_at=ARRIVAL + timedelta(hours=i)
            )
            for i in range(n)
        )
    for address in (
        "/patients/{0.patient_id}/",
        "/admissions/{0.pk}/results/",
        "/admissions/{0.pk}/vital-signs/",
    ):
        counts = []
        page.get(address.format(few))  # what a session asks once is not counted
        for stay in (few, much):
            with CaptureQueriesContext(connection) as taken:
                assert page.get(address.format(stay)).status_code == 200
            counts.append(len(taken))
        assert abs(counts[0] - counts[1]) <= 1, address  # one question more where a result is critical


# --- vital signs ---


def test_vital_signs_are_judged_and_told(page, cardiologist):
    stay = admitted(cardiologist)
    Vitals.objects.create(
        patient=stay.patient,
        admission=stay,
        measured_at=ARRIVAL,
        systolic_bp=195,
        diastolic_bp=90,
        oxygen_saturation=85,
    )
    grid = page.get(f"/admissions/{stay.pk}/vital-signs/").context["vitals"]
    flags = {str(line.label): line.cells[0].flag for line in grid.lines}
    assert flags == {
        "Systolic blood pressure": "H",
        "Diastolic blood pressure": "N",
        "Oxygen saturation": "L",
    }


@pytest.mark.parametrize(
    ("hours", "is_open", "expected"),
    [(11, True, False), (12, True, False), (13, True, True), (13, False, False)],
)
def test_vital_signs_are_overdue_after_twelve_hours_of_an_open_stay(cardiologist, hours, is_open, expected):
    stay = admitted(cardiologist)
    stay.discharged_at = None if is_open else ARRIVAL + timedelta(days=1)
    row = Vitals(measured_at=ARRIVAL)
    assert timedelta(hours=12) == OVERDUE_AFTER
    assert bool(overdue(stay, [row], ARRIVAL + timedelta(hours=hours))) is expected
    assert bool(overdue(stay, [], ARRIVAL + timedelta(hours=hours))) is expected  # since admission


def test_a_stay_without_vital_signs_has_a_page(page, cardiologist):
    stay = admitted(cardiologist)
    assert "No vital signs yet" in text(page.get(f"/admissions/{stay.pk}/vital-signs/"))


# --- other stays ---


def test_other_stays_are_listed_with_what_is_different_now(page, cardiologist):
    first = discharged(treated_stemi(cardiologist), cardiologist)
    again = admitted_again(cardiologist, first)
    Echo.objects.create(patient=again.patient, admission=again, performed_at=again.admitted_at, lvef=52)
    Medication.objects.create(
        patient=again.patient, admission=again, phase="ward", drug="aspirin", drug_class="aspirin",
        started_on=again.admitted_at.date(),
    )  # fmt: skip
    beside = page.get(f"/patients/{again.patient_id}/").context["beside"]
    (other,) = beside.others
    assert (other.stay, other.lvef, other.procedures) == (first, "38 %", "PCI 02-Mar-2026")
    assert set(other.drugs.split(", ")) == {"Aspirin", "Ticagrelor", "Atorvastatin"}
    differences = dict(beside.differences)
    assert differences["LVEF"] == "38 % → 52 %"
    assert set(differences["No longer given"].split(", ")) == {"Ticagrelor", "Atorvastatin"}
    assert page.get(f"/patients/{again.patient_id}/?stay={first.pk}").context["beside"].differences == ()


def admitted_again(by, first):
    stay = Admission(
        patient=first.patient, number="A-again", admitted_at=ARRIVAL + timedelta(days=60), category="nstemi"
    )
    return admissions.admit(stay, by=by)


# --- the print ---


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_chart_is_printed_and_that_is_audited(page, cardiologist, language):
    stay = treated_stemi(cardiologist)
    response = page.get(f"/admissions/{stay.pk}/chart.pdf?language={language}")
    assert response.content.startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert "张三" not in response["Content-Disposition"]
    assert AuditEvent.objects.filter(event="opened", via="pdf", about_id=stay.pk).exists()
