"""Whom somebody of another hospital finds, and how: exactly named, or nobody."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from cardiology import emergency
from cardiology.actions import patients
from cardiology.models import (
    EmergencyAccess,
    Patient,
    Role,
)
from tests.cardiology.emergency.conftest import (
    DOCUMENT,
    OLD_DOCUMENT,
    REASON,
    browser,
    events,
    merge,
    opened,
    page,
    ticket_of,
)
from tests.cardiology.stories import admitted, discharged

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "named",
    [
        {"document": "11010519491231002x"},
        {"document": OLD_DOCUMENT},
        {"number": "0001", "name": " 张三 "},
    ],
)
def test_who_is_named_exactly_is_found(reader, patient, named):
    found = reader.post("/emergency/", named)
    assert "North Hospital · 张三" in page(found)


@pytest.mark.parametrize(
    "named",
    [
        {"document": DOCUMENT[:-1]},
        {"document": DOCUMENT[-6:]},
        {"number": "0001", "name": "张"},
        {"number": "000", "name": "张三"},
        {"number": "0001", "name": "李四"},
    ],
)
def test_nearly_is_nobody_and_is_noted(reader, patient, stranger, named):
    found = reader.post("/emergency/", named)
    assert "Nobody was found" in page(found)
    assert "North Hospital" not in page(found)
    noted = events(event="emergency search").get()
    assert (noted.by_id, noted.patient_id, noted.hospital_id) == (stranger.pk, None, stranger.hospital_id)
    assert noted.new["found"] == 0
    assert "张" not in str(noted.new)


@pytest.mark.parametrize("named", [{}, {"number": "0001"}, {"name": "张三"}, {"document": " "}])
def test_half_a_name_is_asked_for_again(reader, patient, named):
    answer = reader.post("/emergency/", named)
    assert answer.status_code == 422
    assert "Type the identity number" in page(answer)
    assert not events(event="emergency search").exists()


def test_an_own_patient_is_led_to_the_normal_page(sign_in, patient):
    found = page(sign_in(Role.WARD_NURSE).post("/emergency/", {"document": DOCUMENT}))
    assert "张三 is a patient of this hospital." in found
    assert f'href="/patients/{patient.pk}/"' in found
    assert "Why you need this record now" not in found


def test_who_is_known_in_both_hospitals_is_offered_both(reader, patient, stranger):
    twin = Patient(number="S9", name="张三", sex="female", birth_on=date(1949, 12, 31), id_number=DOCUMENT,
                   id_type="citizen")  # fmt: skip
    own = patients.register(twin, by=stranger)
    found = page(reader.post("/emergency/", {"document": DOCUMENT}))
    assert f'href="/patients/{own.pk}/"' in found
    assert "North Hospital · 张三" in found


def test_the_forms_are_taken_from_a_browser(patient, stranger, staff):
    """Each form carries the token without which a browser's answer is refused."""
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(stranger)

    def send(form_page, address, **told):
        token = guarded.cookies["csrftoken"].value
        assert f'action="{address}"' in page(form_page)
        held = page(form_page).partition(f'action="{address}"')[2].partition("</form>")[0]
        assert 'name="csrfmiddlewaretoken"' in held
        return guarded.post(address, told | {"csrfmiddlewaretoken": token})

    found = send(guarded.get("/emergency/"), "/emergency/", document=DOCUMENT)
    begun = send(found, "/emergency/open/", ticket=ticket_of(found), reason=REASON, understood="on")
    assert begun.status_code == 302
    guarded.force_login(staff[Role.HEAD])
    access = EmergencyAccess.objects.get()
    reviews = guarded.get("/emergency/reviews/")
    assert send(reviews, f"/emergency/reviews/{access.pk}/", remark="Seen").status_code == 302
    with time_machine.travel(access.until + timedelta(seconds=1)):
        guarded.force_login(stranger)
        over = guarded.get(f"/emergency/{access.pk}/")
        again = {"ticket": ticket_of(over), "reason": REASON, "understood": "on"}
        assert send(over, "/emergency/open/", **again).status_code == 302


def test_only_who_found_the_patient_may_open(reader, patient, head_elsewhere):
    ticket = ticket_of(reader.post("/emergency/", {"document": DOCUMENT}))
    for stolen in (ticket, f"{patient.pk}", ticket[:-2] + "xx"):
        said = {"ticket": stolen, "reason": REASON, "understood": "on"}
        answer = browser(head_elsewhere).post("/emergency/open/", said, follow=True)
        assert "Find the patient again" in page(answer)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert emergency.of_ticket(head_elsewhere, emergency.ticket(head_elsewhere, patient))
        said = {"ticket": ticket, "reason": REASON, "understood": "on"}
        reader.force_login(head_elsewhere)
        assert "Find the patient again" in page(reader.post("/emergency/open/", said, follow=True))
    assert not EmergencyAccess.objects.exists()


def test_a_ticket_is_good_for_a_quarter_of_an_hour(patient, stranger):
    given = emergency.ticket(stranger, patient)
    assert emergency.of_ticket(stranger, given) == patient
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert emergency.of_ticket(stranger, given) is None


def test_searching_has_an_end(reader, patient, settings):
    settings.USAGE_LIMITS = {"search": 2}
    answers = [reader.post("/emergency/", {"document": "E123456"}).status_code for _time in range(4)]
    assert answers == [200, 200, 429, 429]


def test_the_number_of_a_merged_registration_leads_to_the_record(reader, patient, staff, doctor):
    old = discharged(admitted(doctor, "0777", name="张叁"), doctor).patient
    merge(patient, old, staff)
    for name in ("张叁", "张三"):
        assert "Penicillin" in page(opened(reader, number="0777", name=name))


def test_a_search_that_finds_nobody_offers_it(reader, other_hospital, sign_in):
    assert 'href="/emergency/"' in page(reader.post("/patients/search/", {"q": "张三"})).partition("<main")[2]
    found = sign_in(Role.DATA_MANAGER).post("/patients/search/", {"q": "张三"})
    assert 'href="/emergency/"' not in page(found)
