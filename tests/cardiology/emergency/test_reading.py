"""A record of another hospital, read in an emergency: for an hour, with a reason, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from cardiology import emergency
from cardiology.access import visible_to
from cardiology.actions import merging, patients, sections
from cardiology.actions.trust import emergency as actions
from cardiology.models import (
    Admission,
    Consent,
    EmergencyAccess,
    Medication,
    Patient,
    Role,
)
from tests.cardiology.emergency.conftest import (
    ADDRESS,
    DOCUMENT,
    PHONE,
    REASON,
    RELATIVE,
    browser,
    events,
    merge,
    opened,
    page,
    ticket_of,
)
from tests.cardiology.stories import admitted, discharged
from tests.conftest import employ

pytestmark = pytest.mark.django_db


def test_the_record_is_read_without_what_an_emergency_does_not_need(reader, patient):
    response = opened(reader)
    shown = page(response)
    assert response.status_code == 200
    for told in ("张三", "Penicillin", "arfarin", "2.5 mg", "I21.0", "Aspirin", "38", "99 → 0 %", "3.0 × 24",
                 "Own home", "900", "North Hospital", "60 min left", REASON):  # fmt: skip
        assert told in shown, told
    for hidden in (
        DOCUMENT,
        ADDRESS,
        PHONE,
        RELATIVE,
        f"/patients/{patient.pk}/",
        "/admissions/",
        "/records/",
    ):
        assert hidden not in shown, hidden
    address = f"/emergency/{EmergencyAccess.objects.get().pk}/"
    assert response.redirect_chain == [(address, 302)], "neither name nor number stands in an address"
    assert 3500 < int(response["Refresh"]) <= 3601, "the page goes by itself when the hour is over"


@pytest.mark.parametrize("reason", ["", "short one", "   blank   "])
def test_a_reason_has_ten_characters(reader, patient, reason):
    ticket = ticket_of(reader.post("/emergency/", {"document": DOCUMENT}))
    answer = reader.post("/emergency/open/", {"ticket": ticket, "reason": reason, "understood": "on"})
    assert answer.status_code == 422
    assert 'name="ticket" value' in page(answer)
    assert not EmergencyAccess.objects.exists()


def test_the_reason_is_asked_for_below_the_page_too(patient, stranger):
    with pytest.raises(ValidationError, match="at least 10"):
        actions.begin(patient, reason="short    ", by=stranger)
    now = timezone.now()
    with pytest.raises(DatabaseError), transaction.atomic():
        EmergencyAccess.objects.create(
            patient=patient, by=stranger, from_hospital=stranger.hospital, reason="short", opened_at=now,
            until=now + timedelta(minutes=5),
        )  # fmt: skip


def test_nothing_opens_without_the_confirmation(reader, patient):
    ticket = ticket_of(reader.post("/emergency/", {"document": DOCUMENT}))
    answer = reader.post("/emergency/open/", {"ticket": ticket, "reason": REASON})
    assert answer.status_code == 422
    assert not EmergencyAccess.objects.exists()


def test_after_an_hour_the_record_is_closed_and_a_new_reason_opens_it(patient, stranger):
    with time_machine.travel(datetime(2026, 3, 20, 8, 0, tzinfo=UTC), tick=False) as clock:
        address = opened(browser(stranger)).redirect_chain[0][0]
        clock.shift(timedelta(minutes=59))
        assert "1 min left" in page(browser(stranger).get(address))
        clock.shift(timedelta(minutes=1))
        reader = browser(stranger)
        over = reader.get(address)
        assert over.status_code == 403
        assert "The emergency access is over" in page(over)
        assert "Penicillin" not in page(over)
        assert events(event="denied", patient_id=patient.pk, by_id=stranger.pk).exists()
        again = {"ticket": ticket_of(over), "reason": "Still in shock, drugs again", "understood": "on"}
        assert "Penicillin" in page(reader.post("/emergency/open/", again, follow=True))
    assert EmergencyAccess.objects.count() == 2


def test_the_database_lets_no_access_last_longer_or_be_changed(patient, stranger):
    access = actions.begin(patient, reason=REASON, by=stranger)
    assert access.until - access.opened_at == timedelta(minutes=60)
    for change in ({"until": access.until + timedelta(minutes=1)}, {"reason": "Nothing at all"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            EmergencyAccess.objects.filter(pk=access.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        access.delete()


def test_sent_twice_it_opens_once(patient, stranger):
    first, second = (actions.begin(patient, reason=REASON, by=stranger) for _time in range(2))
    assert first == second


def test_normal_pages_and_programs_stay_shut(reader, patient, stranger):
    opened(reader)
    stay = patient.admissions.get()
    pages = ("patients/{p}/", "admissions/{a}/course/", "admissions/{a}/discharge-summary.pdf")
    for address in (*pages, "api/v1/patient/{p}/"):
        address = "/" + address.format(p=patient.pk, a=stay.pk)
        assert reader.get(address).status_code == 404, address
    assert "Nobody found" in page(reader.post("/patients/search/", {"q": "张三"}))
    assert not visible_to(stranger, Patient).exists()


def test_nothing_can_be_written(reader, patient, stranger):
    before = {m: list(m.objects.order_by("pk").values()) for m in (Patient, Admission, Medication, Consent)}
    opened(reader)
    stay, access = patient.admissions.get(), EmergencyAccess.objects.get()
    for address in (f"/patients/{patient.pk}/edit/", f"/patients/{patient.pk}/admit/",
                    f"/patients/{patient.pk}/consents/", f"/admissions/{stay.pk}/vitals/"):  # fmt: skip
        assert reader.post(address, {"name": "Nobody"}).status_code == 404, address
    assert reader.post(f"/emergency/{access.pk}/", {"name": "Nobody"}).status_code == 405
    assert (
        "<form"
        not in page(reader.get(f"/emergency/{access.pk}/")).partition("<main")[2].partition("</main")[0]
    )
    assert before == {m: list(m.objects.order_by("pk").values()) for m in before}
    changed = {e.event for e in events(by_id=stranger.pk, patient_id=patient.pk)}
    assert changed == {"emergency search", "emergency access opened", "opened", "denied"}


def test_every_opening_is_in_the_trail_of_the_patients_hospital(reader, patient, stranger, sign_in):
    opened(reader)
    reader.get(f"/emergency/{EmergencyAccess.objects.get().pk}/")
    seen = events(event="opened", via="emergency", patient_id=patient.pk, by_id=stranger.pk)
    assert seen.count() == 2
    begun = events(event="emergency access opened")
    assert {e.hospital_id for e in begun} == {patient.hospital_id, stranger.hospital_id}
    assert {e.new["reason"] for e in begun} == {REASON}
    trail = page(sign_in(Role.DATA_MANAGER).get("/audit/"))
    assert "emergency access opened" in trail
    assert stranger.username in trail


def test_an_access_is_its_readers_alone(patient, stranger, head_elsewhere, sign_in):
    access = actions.begin(patient, reason=REASON, by=stranger)
    assert browser(head_elsewhere).get(f"/emergency/{access.pk}/").status_code == 404
    assert sign_in(Role.HEAD).get(f"/emergency/{access.pk}/").status_code == 404
    assert emergency.opened_in_emergency(head_elsewhere, patient.pk) is None
    assert emergency.opened_in_emergency(stranger, patient.pk) == patient


@pytest.mark.parametrize("change", ["role", "hospital"])
def test_it_ends_with_the_role_or_the_hospital_of_the_reader(patient, stranger, hospital, change):
    actions.begin(patient, reason=REASON, by=stranger)
    if change == "role":
        stranger.role = Role.RESEARCHER
    else:
        stranger.hospital = hospital
    assert emergency.opened_in_emergency(stranger, patient.pk) is None


@pytest.mark.parametrize(
    "role", [Role.FOLLOWUP_NURSE, Role.RESEARCHER, Role.DATA_MANAGER, Role.ADMINISTRATOR]
)
def test_other_roles_may_not(other_hospital, patient, role):
    person = employ(other_hospital, role, "somebody")
    assert browser(person).get("/emergency/").status_code == 403
    assert browser(person).post("/emergency/", {"document": DOCUMENT}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.begin(patient, reason=REASON, by=person)
    assert not EmergencyAccess.objects.exists()


@pytest.mark.parametrize("role", [Role.CARDIOLOGIST, Role.WARD_NURSE, Role.HEAD])
def test_these_roles_may(other_hospital, patient, role):
    assert "Penicillin" in page(opened(browser(employ(other_hospital, role, "somebody"))))


def test_an_own_patient_needs_none(patient, doctor):
    with pytest.raises(ValidationError, match="your own hospital"):
        actions.begin(patient, reason=REASON, by=doctor)


def test_an_access_goes_with_the_patient_into_a_merge_and_back(reader, patient, stranger, staff, doctor):
    twin = discharged(admitted(doctor, "0777", name="张叁"), doctor).patient
    address = opened(reader).redirect_chain[0][0]
    done = merge(twin, patient, staff)
    assert "Penicillin" in page(reader.get(address))
    assert emergency.opened_in_emergency(stranger, twin.pk) == twin
    merging.undo(done, reason="Two cousins", by=staff[Role.HEAD])
    assert EmergencyAccess.objects.get().patient_id == patient.pk


def test_what_belongs_to_no_stay_is_told_and_an_empty_record_too(reader, staff, doctor, other_hospital):
    person = patients.register(
        Patient(number="E1", name="王五", sex="male", birth_on="1960-05-01"), by=doctor
    )
    shown = page(opened(reader, number="E1", name="王五"))
    assert "No stay is recorded" in shown
    assert "Allergies not recorded" in shown
    row = Medication(patient=person, phase="home", drug_text="Herbal tea", started_on="2026-01-01")
    sections.save(row, by=doctor)
    shown = page(reader.get(reverse("emergency_record", args=[EmergencyAccess.objects.get().pk])))
    assert "Recorded outside of any stay" in shown
    assert "Herbal tea" in shown


def test_it_takes_no_more_queries_for_more_stays(
    reader, patient, stranger, doctor, django_assert_max_num_queries
):
    for number in range(3):
        arrival = timezone.make_aware(datetime(2026, 4 + number, 2, 8, 0))  # noqa: DTZ001
        stay = Admission(patient=patient, number=f"B{number}", admitted_at=arrival, category="stemi")
        stay.hospital_id = patient.hospital_id
        stay.save()
        stay.discharged_at = arrival + timedelta(days=3)
        stay.save()
    from cardiology.queries.emergency.record import record_of

    with django_assert_max_num_queries(10):
        assert len(record_of(patient).stays) == 4


def test_the_locked_screen_covers_it(reader, patient):
    address = opened(reader).redirect_chain[0][0]
    reader.post("/lock/")
    covered = reader.get(address)
    assert covered.status_code == 302
    assert covered["Location"].startswith("/unlock/")


def test_in_chinese(stranger, patient):
    stranger.language = "zh-hans"
    stranger.save()
    reader = browser(stranger)
    assert "紧急查阅" in page(reader.get("/emergency/"))
    shown = page(opened(reader))
    assert "剩余60分钟" in shown
    assert "Emergency" not in shown.partition("<main")[2].partition("</main")[0]
