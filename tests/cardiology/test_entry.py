"""Entering: kept while typing, read back before saving, doubted once, compared with the patient's own last value."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cardiology.models import Draft, LabResult, Role, Vitals
from tests.cardiology.stories import admitted, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay(staff):
    return treated_stemi(staff[Role.CARDIOLOGIST])


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


def earlier(stay, **hours):
    return timezone.now() - timedelta(**hours)


def told(doctor, stay, section, name, text, **others):
    """What the page says of a typed text."""
    sent = {name: text, "admission": stay.pk, **others}
    return doctor.post(f"/typed/{section}/{name}/", sent).context["told"]


@pytest.mark.parametrize(
    ("section", "name", "text", "understood"),
    [
        ("vitals", "measured_at", "2026-03-02 0830", "02-Mar-2026 08:30"),
        ("vitals", "measured_at", "~2026-03-02 8.30", "about 02-Mar-2026 08:30"),
        ("vitals", "measured_at", "2026-03-02 08:30", ""),
        ("vitals", "weight", "140 斤", "70 kg"),
        ("vitals", "weight", "70", ""),
        ("medication", "started_on", "20260302", "02-Mar-2026"),
        ("history", "prior_mi_on", "2019年3月", "2019-03"),
    ],
)
def test_what_was_typed_is_read_back(doctor, stay, section, name, text, understood):
    answer = told(doctor, stay, section, name, text)
    assert (answer.text, answer.refusal) == (understood, "")


def test_relative_times_are_read_back_in_both_languages(doctor, stay):
    today, now = timezone.localdate(), timezone.localtime()
    for text in ("yesterday 2210", "昨天 22:10", "昨天22点10分", "y 2210", "-1d 2210"):
        day = today - timedelta(days=1)
        assert told(doctor, stay, "vitals", "measured_at", text).text == f"{day:%d-%b-%Y} 22:10"
    for text in ("n", "now", "现在"):
        assert told(doctor, stay, "vitals", "measured_at", text).text[:11] == f"{now:%d-%b-%Y}"
    for text in ("今天", "t", "n"):
        assert told(doctor, stay, "medication", "started_on", text).text == f"{today:%d-%b-%Y}"
    two_hours = told(doctor, stay, "vitals", "measured_at", "2小时前").text
    assert two_hours == told(doctor, stay, "vitals", "measured_at", "-2h").text
    assert told(doctor, stay, "vitals", "measured_at", "8点半").text == f"{today:%d-%b-%Y} 08:30"


def test_two_tabs_do_not_eat_each_other(doctor, stay):
    url, tabs = f"/drafts/{stay.pk}/vitals/0/0/", [str(uuid.uuid4()) for _ in range(2)]
    for key, rate in zip(tabs, ("71", "82"), strict=True):
        doctor.post(url, {"heart_rate": rate, "submission": key})
    page = doctor.get(f"/admissions/{stay.pk}/vitals/")
    assert 'value="82"' in page.text
    older = page.context["other_drafts"][0]
    assert 'value="71"' in doctor.get(f"/admissions/{stay.pk}/vitals/?draft={older.pk}").text
    saved = {"measured_at": "n", "heart_rate": "82", "submission": tabs[1]}
    assert doctor.post(f"/admissions/{stay.pk}/vitals/", saved).status_code == 302
    assert [d.values["heart_rate"] for d in Draft.objects.all()] == ["71"]


def test_a_restored_form_takes_its_draft_over(doctor, stay):
    url = f"/admissions/{stay.pk}/vitals/"
    doctor.post(f"/drafts/{stay.pk}/vitals/0/0/", {"heart_rate": "71", "submission": str(uuid.uuid4())})
    page = doctor.get(url)
    going_on = {"heart_rate": "72", "submission": str(uuid.uuid4()), "restored": page.context["restored_mark"]}
    doctor.post(f"/drafts/{stay.pk}/vitals/0/0/", going_on)
    assert [d.values["heart_rate"] for d in Draft.objects.all()] == ["72"]


def test_a_draft_is_thrown_away_by_its_author_only(doctor, sign_in, stay):
    doctor.post(f"/drafts/{stay.pk}/vitals/0/0/", {"heart_rate": "71"})
    url = f"/drafts/{Draft.objects.get().pk}/discard/"
    assert sign_in(Role.HEAD).post(url).status_code == 404
    assert doctor.post(url).url == f"/admissions/{stay.pk}/vitals/"
    assert not Draft.objects.exists()


def test_a_colleague_in_the_same_form_is_told(doctor, sign_in, stay):
    row = Vitals.objects.create(patient=stay.patient, admission=stay, measured_at=timezone.now())
    sign_in(Role.HEAD).post(f"/drafts/{stay.pk}/vitals/{row.pk}/0/", {"heart_rate": "71"})
    page = doctor.get(f"/records/vitals/{row.pk}/").text
    assert "Dr head is typing in this form too" in page
    assert 'value="71"' not in page


def test_a_bare_number_that_makes_sense_in_another_unit_asks(doctor, stay):
    answer = told(doctor, stay, "labresult", "value_text", "1.2", test="cr")
    assert (answer.instead, answer.instead_is) == ("1.2 mg/dL", "106.1 µmol/L")
    assert told(doctor, stay, "labresult", "value_text", "1.2 mg/dL", test="cr").text == "106.1 µmol/L"
    assert told(doctor, stay, "labresult", "value_text", "106", test="cr").instead == ""
    assert "not known here" in told(doctor, stay, "labresult", "value_text", "1.2 mol", test="cr").refusal
    assert told(doctor, stay, "vitals", "height", "1.75").instead == "1.75 m"


def test_a_jump_from_the_last_value_asks_once_and_keeps_who_confirmed(doctor, stay, staff):
    old = timezone.now() - timedelta(days=3)
    LabResult.objects.create(patient=stay.patient, admission=stay, test="cr", value=80, unit="µmol/L",
                             collected_at=old)  # fmt: skip
    url = f"/admissions/{stay.pk}/labresult/"
    typed = {"collected_at": "n", "test": "cr", "value_text": "120"}
    assert f"80 µmol/L on {timezone.localtime(old):%d-%b-%Y}" in doctor.post(url, typed).text
    assert LabResult.objects.filter(test="cr").count() == 1
    doctor.post(url, typed | {"confirm_value_text": "yes"})
    kept = LabResult.objects.get(test="cr", value=120).confirmed["value_text"]
    assert (kept["by"], kept["last"]) == (staff[Role.CARDIOLOGIST].pk, "80")


def test_a_weight_is_compared_with_the_last_one(doctor, stay):
    Vitals.objects.create(patient=stay.patient, admission=stay, weight=Decimal(70),
                          measured_at=timezone.now() - timedelta(days=1))  # fmt: skip
    url = f"/admissions/{stay.pk}/vitals/"
    assert doctor.post(url, {"measured_at": "n", "weight": "62.9"}).status_code == 422
    assert doctor.post(url, {"measured_at": "n", "weight": "63.5"}).status_code == 302


def test_another_patient_is_never_compared_with(doctor, stay, staff):
    other = admitted(staff[Role.CARDIOLOGIST], "0009", "李四")
    LabResult.objects.create(patient=other.patient, admission=other, test="hb", value=150, unit="g/L",
                             collected_at=timezone.now() - timedelta(days=1))  # fmt: skip
    typed = {"collected_at": "n", "test": "hb", "value_text": "110"}
    assert doctor.post(f"/admissions/{stay.pk}/labresult/", typed).status_code == 302


def test_a_lost_session_is_told_and_a_page_gets_a_new_token(doctor, client, stay):
    assert client.get("/session/").status_code == 302
    assert doctor.get("/session/").json()["user"] == "cardiologist"
