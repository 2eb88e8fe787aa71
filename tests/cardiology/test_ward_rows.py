"""The rows of the ward list are written once for all who read them: nothing that a row says may be left out
of what it is known by."""

from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from cardiology.actions import sections
from cardiology.guidance.risk import Risk
from cardiology.models import Role, Vitals
from cardiology.queries.board.kept import ShownTag
from cardiology.views.board import rows
from cardiology.views.board.rows import Row
from tests.cardiology.stories import admitted

FULL = Row(
    pk=1, label="07", ward="CCU", name="Li Ming", sex="Male", age=61.2, similar="Li Min", day=3,
    diagnosis="STEMI", risks=(Risk("Allergy", "critical", "Penicillin"),),
    more_risks=(Risk("eGFR < 30", "high", "eGFR 21"),),
    tags=(ShownTag(1, "Fasting", "08:00"),), vitals="120/80 · 70", troponin="H", missing=4, open_today=2,
    done_today=1, planned=date(2026, 3, 9), attending="Dr Wang", nurse="Nurse Zhao",
)  # fmt: skip
OTHER = {
    "pk": 2, "label": "08", "ward": "Ward 2", "name": "Wu", "sex": "Female", "age": 72.0, "similar": "",
    "day": 4, "diagnosis": "NSTEMI", "risks": (Risk("Allergy", "critical", "Aspirin"),),
    "more_risks": (Risk("eGFR < 30", "high", "eGFR 20"),), "tags": (ShownTag(1, "Fasting", "09:00"),),
    "vitals": "121/80 · 70", "troponin": "HH", "missing": 5, "open_today": 3, "done_today": 2,
    "is_late": True, "planned": date(2026, 3, 10), "is_overdue": True, "attending": "Dr Li", "nurse": "",
}  # fmt: skip


def written(row, **shown):
    chosen = {"query": "", "by_bed": False, "hides_names": False, "language": "en"} | shown
    return rows._written(row, **chosen)


@pytest.mark.parametrize("name", [f.name for f in fields(Row) if f.name != "blocked_for"])
def test_whatever_a_row_says_differs_on_the_page(name):
    assert written(replace(FULL, **{name: OTHER[name]})) != written(FULL)


def test_an_empty_bed_says_why_it_is_blocked():
    assert "Broken rail" in written(Row(None, "09", "CCU", "Broken rail"))
    assert "free" in written(Row(None, "09", "CCU"))


def test_how_the_list_is_opened_differs_too():
    assert "ward=3" in written(FULL, query="?ward=3")
    assert "data-open" in written(FULL)
    assert "data-open" not in written(FULL, hides_names=True)
    assert "CCU" not in written(FULL, by_bed=True)


@pytest.mark.django_db
def test_a_row_follows_what_is_recorded_and_the_reader(staff, sign_in):
    stay, reader = admitted(staff[Role.CARDIOLOGIST]), sign_in(Role.WARD_NURSE)
    address = reverse("ward_line", args=[stay.pk])
    assert "111/71" not in reader.get(address).text
    at = stay.admitted_at + timedelta(hours=1)
    signs = Vitals(patient=stay.patient, admission=stay, measured_at=at, systolic_bp=111, diastolic_bp=71)
    sections.save(signs, by=staff[Role.CARDIOLOGIST])
    assert "111/71" in reader.get(address).text
    reader.cookies["django_language"] = "zh-hans"
    with translation.override("zh-hans"):
        assert "111/71" in (page := reader.get(address).text)
    assert "核心" in page
