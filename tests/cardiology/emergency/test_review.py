"""Both heads see who read a record in an emergency, each for the own hospital."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from cardiology.actions.trust import emergency as actions
from cardiology.models import (
    EmergencyReview,
    Role,
)
from tests.cardiology.emergency.conftest import REASON, browser, events, page
from tests.conftest import employ

pytestmark = pytest.mark.django_db


def test_both_heads_review_and_each_for_the_own_hospital(patient, stranger, staff, head_elsewhere):
    access = actions.begin(patient, reason=REASON, by=stranger)
    there, here = browser(staff[Role.HEAD]), browser(head_elsewhere)
    for head in (there, here):
        shown = page(head.get("/emergency/reviews/"))
        assert "1 emergency access waits for your review" in shown
        for told in ("Dr stranger", "South Hospital", "张三", REASON):
            assert told in shown, told
        assert "To review: 1" in page(head.get("/critical/badge/"))
    assert f"/patients/{patient.pk}/" in page(there.get("/emergency/reviews/"))
    assert f"/patients/{patient.pk}/" not in page(here.get("/emergency/reviews/")), "no link to a shut door"

    there.post(f"/emergency/reviews/{access.pk}/", {"remark": "Right to look"})
    assert "To review" not in page(there.get("/critical/badge/"))
    assert "To review: 1" in page(here.get("/critical/badge/")), "the other hospital still has to"
    assert "Right to look" in page(here.get("/emergency/reviews/"))
    here.post(f"/emergency/reviews/{access.pk}/", {"remark": ""})
    assert {r.hospital.code for r in EmergencyReview.objects.all()} == {"north", "south"}
    assert events(event="emergency access reviewed", patient_id=patient.pk).count() == 2


def test_a_review_is_written_once(patient, stranger, staff):
    access = actions.begin(patient, reason=REASON, by=stranger)
    seen = actions.review(access, remark="Right to look", by=staff[Role.HEAD])
    with pytest.raises(ValidationError, match="already"):
        actions.review(access, remark="Something else", by=staff[Role.HEAD])
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyReview.objects.filter(pk=seen.pk).update(remark="Something else")
    assert EmergencyReview.objects.get().remark == "Right to look"


def test_nobody_reviews_the_own_access(patient, head_elsewhere):
    access = actions.begin(patient, reason=REASON, by=head_elsewhere)
    client = browser(head_elsewhere)
    assert "another head reviews it" in page(client.get("/emergency/reviews/"))
    assert "To review" not in page(client.get("/critical/badge/"))
    client.post(f"/emergency/reviews/{access.pk}/", {"remark": "Mine"})
    assert not EmergencyReview.objects.exists()


def test_a_third_hospital_sees_nothing_of_it(patient, stranger):
    hospital = type(stranger.hospital).objects.create(code="west", name="West Hospital")
    hospital.departments.create(name="Cardiology")
    head = employ(hospital, Role.HEAD, "westhead")
    access = actions.begin(patient, reason=REASON, by=stranger)
    assert "张三" not in page(browser(head).get("/emergency/reviews/"))
    assert browser(head).post(f"/emergency/reviews/{access.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        actions.review(access, remark="", by=head)
