"""The second entry: who draws, who may enter, what is not shown, how agreement is counted."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from cardiology.actions import sections
from cardiology.actions.quality import reabstraction
from cardiology.models import AuditEvent, Draft, Presentation, Reabstraction, Role, Vitals
from cardiology.quality.agreement import is_same
from cardiology.quality.sampling import draw
from cardiology.queries.quality import reabstraction as queries
from tests.cardiology.stories import admitted, discharged, treated_stemi

MARCH = date(2026, 3, 1)


def test_five_of_a_hundred_and_the_same_again():
    drawn = draw(range(1000), seed=7)
    assert len(drawn) == 50
    assert drawn == draw(list(reversed(range(1000))), seed=7)
    assert drawn != draw(range(1000), seed=8)
    assert len(draw([3], seed=1)) == 1
    assert draw([], seed=1) == []


@pytest.mark.parametrize(
    ("kind", "first", "second", "same"),
    [
        ("number", "100", "101", True),
        ("number", "100", "102", False),
        ("number", "0", "", False),
        ("moment", "2026-03-02T08:00+08:00", "2026-03-02T08:01+08:00", True),
        ("moment", "2026-03-02T08:00+08:00", "2026-03-02T08:02+08:00", False),
        ("choice", "2", "3", False),
        ("choice", "", "", True),
    ],
)
def test_what_counts_as_the_same(kind, first, second, same):
    assert is_same(kind, first, second) is same


@pytest.fixture
def stay(staff):
    doctor = staff[Role.CARDIOLOGIST]
    told = treated_stemi(doctor)
    row = Presentation(patient=told.patient, admission=told, killip="2")
    sections.save(row, by=doctor)
    return discharged(told, doctor)


@pytest.fixture
def entry(stay, staff):
    reabstraction.draw(MARCH, by=staff[Role.DATA_MANAGER], seed=1)
    return Reabstraction.objects.get()


@pytest.mark.django_db
def test_only_who_answers_for_the_record_draws_and_only_once(entry, staff):
    with pytest.raises(PermissionDenied):
        reabstraction.draw(date(2026, 2, 1), by=staff[Role.CARDIOLOGIST])
    with pytest.raises(ValidationError, match="drawn already"):
        reabstraction.draw(MARCH, by=staff[Role.HEAD])
    assert AuditEvent.objects.get(event="re-abstraction drawn").new["drawn"] == [entry.admission_id]


@pytest.mark.django_db
def test_a_stay_that_is_still_here_is_not_drawn(staff):
    admitted(staff[Role.CARDIOLOGIST])
    with pytest.raises(ValidationError, match="No stay ended"):
        reabstraction.draw(MARCH, by=staff[Role.HEAD])


@pytest.mark.django_db
def test_who_entered_it_cannot_enter_it_again(entry, staff):
    doctor, nurse = staff[Role.CARDIOLOGIST], staff[Role.WARD_NURSE]
    assert queries.waiting(doctor, MARCH) == []
    assert queries.waiting(nurse, MARCH) == [entry]
    with pytest.raises(PermissionDenied):
        reabstraction.enter(entry, {"presentation.killip": "2"}, by=doctor)


@pytest.mark.django_db
def test_the_second_person_does_not_see_the_first_entry(entry, staff):
    browser = Client()
    browser.force_login(staff[Role.WARD_NURSE])
    page = browser.get(reverse("second_entry_form", args=[entry.pk])).content.decode()
    assert "presentation.killip" in page
    assert " checked" not in page
    assert page.count("selected") == page.count('<option value="" selected>')  # nothing is chosen
    listed = browser.get(reverse("second_entry"), {"month": "2026-03"})
    assert "differences" not in listed.context


@pytest.mark.django_db
def test_both_values_are_kept_and_listed_and_the_record_is_not_changed(entry, stay, staff):
    browser = Client()
    browser.force_login(staff[Role.WARD_NURSE])
    answer = browser.post(reverse("second_entry_form", args=[entry.pk]), {"presentation.killip": "3"})
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert entry.first["presentation.killip"] == "2"
    assert entry.second["presentation.killip"] == "3"
    assert Presentation.objects.get(admission=stay).killip == "2"
    done = queries.compared(staff[Role.HEAD], MARCH)
    line = next(x for x in queries.lines(done) if "Killip" in str(x.label))
    assert (line.n, line.same, line.kappa) == (1, 0, 0.0)
    found = next(d for d in queries.differences(done) if "Killip" in str(d.label))
    assert found.first != found.second
    assert found.url == reverse("section_new", args=[stay.pk, "presentation"])
    browser.force_login(staff[Role.HEAD])
    assert found.second in browser.get(reverse("second_entry"), {"month": "2026-03"}).content.decode()
    with pytest.raises(ValidationError, match="already"):
        reabstraction.enter(entry, {"presentation.killip": "2"}, by=staff[Role.HEAD])


@pytest.mark.django_db
def test_an_empty_second_entry_is_none(entry, staff):
    with pytest.raises(ValidationError, match="Nothing"):
        reabstraction.enter(entry, {}, by=staff[Role.HEAD])


def test_who_may_enter_again_finds_the_way(sign_in):
    for role in (Role.WARD_NURSE, Role.CARDIOLOGIST, Role.HEAD):
        assert 'href="/data-quality/second-entry/"' in sign_in(role).get("/reference/").text
    assert "second-entry" not in sign_in(Role.FOLLOWUP_NURSE).get("/reference/").text


def test_what_does_not_fit_in_the_bar_stands_in_the_menu(sign_in):
    page = sign_in(Role.HEAD).get("/reference/")
    bar, more = page.context["navigation"], page.context["navigation_more"]
    assert len(bar) == 7
    assert [link.url for link in more if link.current] == ["/reference/"]


def filled(**more):
    return {"presentation.killip": "3", "submission": "6f1c9b1e-3c56-4b3a-9d2a-0a1f6f1f7d11", **more}


@pytest.mark.django_db
def test_what_is_typed_is_kept_for_its_author_alone_and_filled_in_again(entry, staff, sign_in):
    nurse, head = sign_in(Role.WARD_NURSE), sign_in(Role.HEAD)
    keeps = reverse("second_entry_draft", args=[entry.pk])
    assert "Kept" in nurse.post(keeps, filled()).text
    page = nurse.get(reverse("second_entry_form", args=[entry.pk]))
    assert page.context["form"]["presentation.killip"].value() == "3"
    assert "Not saved yet" in page.text
    assert "draft" not in head.get(reverse("second_entry_form", args=[entry.pk])).context
    entry.refresh_from_db()
    assert (entry.second, entry.entered_at) == ({}, None)
    nurse.post(keeps, {"discard": "1"})
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_form_that_is_sent_twice_is_one_entry_and_takes_its_draft_along(entry, staff, sign_in):
    nurse, address = sign_in(Role.WARD_NURSE), reverse("second_entry_form", args=[entry.pk])
    nurse.post(reverse("second_entry_draft", args=[entry.pk]), filled())
    first, again = nurse.post(address, filled()), nurse.post(address, filled())
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url
    assert AuditEvent.objects.filter(event="re-abstraction entered").count() == 1
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_a_second_tab_is_told_and_loses_nothing(entry, staff, sign_in):
    nurse, address = sign_in(Role.WARD_NURSE), reverse("second_entry_form", args=[entry.pk])
    nurse.post(address, filled())
    other = filled(submission="0b7dc9a3-5a3e-4c5c-8d57-d9f1d1a0c001", **{"presentation.killip": "4"})
    answer = nurse.post(address, other)
    assert answer.status_code == 422
    assert "already" in answer.text
    assert answer.context["form"]["presentation.killip"].value() == "4"
    entry.refresh_from_db()
    assert entry.second["presentation.killip"] == "3"


@pytest.mark.django_db
def test_of_the_vital_signs_the_first_are_compared(entry, stay, staff):
    for hour, rate in ((14, 71), (9, 92)):
        at = stay.admitted_at.replace(hour=hour)
        row = Vitals(patient=stay.patient, admission=stay, measured_at=at, heart_rate=rate)
        Vitals.objects.bulk_create([row])
    earliest = Vitals.objects.filter(admission=stay).order_by("measured_at").first()
    assert queries.recorded(stay)["vitals.heart_rate"] == queries.plain(earliest.heart_rate)
    assert earliest.heart_rate != 71
