"""The editor of the chest-pain timeline: typing a column of times, what it says, what is kept."""

import re
import uuid
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cardiology.actions import sections
from cardiology.completeness import completeness
from cardiology.forms import section_form
from cardiology.models import AuditEvent, Draft, Role, Timeline
from cardiology.queries.completion import states
from cardiology.queries.snapshots import snapshots
from tests.cardiology.stories import admitted

pytestmark = pytest.mark.django_db
ARRIVED = timezone.make_aware(datetime(2026, 3, 2, 0, 10))  # noqa: DTZ001


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST], arrival=ARRIVED)


@pytest.fixture
def doctor(sign_in):
    return sign_in(Role.CARDIOLOGIST)


def save(doctor, stay, **typed):
    return doctor.post(f"/admissions/{stay.pk}/timeline/", {"submission": uuid.uuid4(), **typed})


def live(doctor, stay, **typed):
    """What the page is told while it is typed."""
    answer = doctor.post(f"/drafts/{stay.pk}/timeline/0/", {"submission": uuid.uuid4(), **typed})
    return answer.content.decode()


def at(text):
    return timezone.make_aware(datetime.strptime(text, "%Y-%m-%d %H:%M"))  # noqa: DTZ007


def test_a_night_is_typed_with_bare_times_and_distances(doctor, stay):
    answer = save(
        doctor, stay, symptom_onset_at="2240", first_contact_at="23.50", first_ecg_at="+5",
        diagnosis_at="ecg+3", door_at="0010", puncture_at="door +40",
        wire_crossed_at="door +1h", other_hospital_at="?",
    )  # fmt: skip
    assert answer.status_code == 302
    row = Timeline.objects.get(admission=stay)
    assert row.symptom_onset_at == at("2026-03-01 22:40")
    assert row.first_contact_at == at("2026-03-01 23:50")
    assert row.first_ecg_at == at("2026-03-01 23:55")
    assert row.diagnosis_at == at("2026-03-01 23:58")
    assert row.door_at == at("2026-03-02 00:10")
    assert row.wire_crossed_at == at("2026-03-02 01:10")
    assert row.missing == {"other_hospital_at": "unknown"}


def test_typing_ten_past_midnight_shows_the_day_it_took(doctor, stay):
    told = live(doctor, stay, first_contact_at="2026-03-01 23:50", door_at="0010")
    assert 'data-means="2026-03-02 00:10"' in told
    assert "02-Mar-2026, next day" in told


def test_what_a_clock_shows_is_kept_and_what_is_stored_is_hospital_time(doctor, stay):
    typed = {
        "door_at": "2026-03-02 00:10",
        "first_ecg_at": "0019",
        "source_first_ecg_at": "ecg",
        "ecg_clock": "4",
    }
    assert "hospital time 00:15" in live(doctor, stay, **typed)
    save(doctor, stay, **typed)
    row = Timeline.objects.get(admission=stay)
    assert row.first_ecg_at == at("2026-03-02 00:15")
    assert row.entered["first_ecg_at"] == {
        "text": "0019", "source": "ecg", "shown": "2026-03-02 00:19", "ahead": 4,
    }  # fmt: skip
    page = doctor.get(f"/records/timeline/{row.pk}/").content.decode()
    assert 'value="2026-03-02 00:19"' in page
    save_again = {
        "door_at": "2026-03-02 00:10",
        "first_ecg_at": "2026-03-02 00:19",
        "source_first_ecg_at": "ecg",
    }
    doctor.post(f"/records/timeline/{row.pk}/", {**save_again, "ecg_clock": "6", "revision": 1})
    assert Timeline.objects.get(pk=row.pk).first_ecg_at == at("2026-03-02 00:13")


def test_now_is_the_hospitals_time_whatever_the_source(doctor, stay):
    save(doctor, stay, ccu_at="n", source_ccu_at="monitor", monitor_clock="30")
    stored = Timeline.objects.get(admission=stay).ccu_at
    assert abs(timezone.now() - stored) < timedelta(minutes=2)


def test_an_estimate_is_marked_and_stays_one(doctor, stay):
    save(doctor, stay, symptom_onset_at="~2026-03-01 22:30", source_symptom_onset_at="patient")
    row = Timeline.objects.get(admission=stay)
    assert row.entered["symptom_onset_at"]["precision"] == "estimated"
    form = section_form(Timeline)(instance=row)
    typed = {n: form[n].value() or "" for n in form.fields} | {
        "revision": row.revision,
        "submission": uuid.uuid4(),
    }
    typed |= {k: v for name in form.points for k, v in form.beside(name).items()}
    doctor.post(f"/records/timeline/{row.pk}/", typed)
    again = Timeline.objects.get(pk=row.pk)
    assert again.entered["symptom_onset_at"]["precision"] == "estimated"
    assert again.symptom_onset_at == row.symptom_onset_at
    assert again.missing == row.missing


def test_the_draft_keeps_what_now_meant_then(doctor, stay):
    live(doctor, stay, ccu_at="n", symptom_onset_at="2240")
    draft = Draft.objects.get(admission=stay, section="timeline")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", draft.values["ccu_at"])
    page = doctor.get(f"/admissions/{stay.pk}/timeline/").content.decode()
    assert 'value="2026-03-01 22:40"' in page
    assert "Not saved yet: typed" in page


def test_times_out_of_order_are_told_and_saved(doctor, stay):
    typed = {"door_at": "2026-03-02 10:12", "first_ecg_at": "2026-03-02 10:05"}
    told = live(doctor, stay, **typed)
    assert (
        "Door 10:12 is after First ECG 10:05: either the patient had an ECG before arrival or one is wrong."
        in told
    )
    assert "lane--start" in told
    assert "lane--end" in told
    assert save(doctor, stay, **typed).status_code == 302
    assert "lane--start" not in live(doctor, stay, **typed, first_ecg_place="before_hospital")


def test_the_future_is_impossible(doctor, stay):
    later = timezone.localtime() + timedelta(hours=3)
    typed = {"door_at": later.strftime("%Y-%m-%d %H:%M")}
    assert "in the future" in live(doctor, stay, **typed)
    answer = save(doctor, stay, **typed)
    assert answer.status_code == 422
    assert "This lies in the future." in answer.content.decode()
    assert not Timeline.objects.filter(admission=stay).exists()


def test_shifted_dates_may_lie_in_the_future(doctor, stay):
    stay.hospital.dates_are_shifted = True
    stay.hospital.save()
    assert save(doctor, stay, door_at="2150-03-02 10:12").status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"puncture_at": "door +7"}, "“Door” has no time yet."),
        (
            {"door_at": "puncture-3", "puncture_at": "door+3"},
            "These times refer to each other; type one of them.",
        ),
        ({"door_at": "soon"}, "“soon” is not a time."),
        ({"door_at": "+5"}, "No time above is known; type a time."),
        ({"door_at": "2026-03-02 10:00", "source_door_at": "sundial"}, "This source cannot be chosen here."),
    ],
)
def test_what_cannot_be_read_is_said(doctor, stay, typed, sentence):
    answer = save(doctor, stay, **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_reason_for_delay_is_asked_only_when_late(doctor, stay):
    in_time = live(doctor, stay, door_at="2026-03-02 10:00", wire_crossed_at="2026-03-02 11:30")
    assert 'data-asked="no"' in in_time
    assert "in time" in in_time
    late = live(doctor, stay, door_at="2026-03-02 10:00", wire_crossed_at="2026-03-02 11:44")
    assert 'data-asked="yes"' in late
    assert "late by 14 min" in late
    assert "missing: Onset" in late


def test_a_transfer_has_two_hours_from_first_contact(doctor, stay):
    typed = {"first_contact_at": "2026-03-02 10:00", "wire_crossed_at": "2026-03-02 11:50"}
    assert "late by 20 min" in live(doctor, stay, **typed)
    stay.arrival_mode = "transfer_non_pci"
    stay.save()
    assert "late by" not in live(doctor, stay, **typed)


def test_what_is_counted_is_what_concerns_the_stay(stay):
    def asked(**values):
        row = Timeline(patient=stay.patient, admission=stay, **values)
        return {v.name for v in completeness(Timeline, row, stay).open}

    assert not {"lysis_started_at", "other_hospital_at", "puncture_at"} & asked()
    assert "reperfusion" in asked()
    assert {"lysis_started_at"} <= asked(reperfusion="lysis")
    assert not {"puncture_at", "wire_crossed_at"} & asked(reperfusion="lysis")
    assert {"lab_activated_at", "puncture_at", "wire_crossed_at"} <= asked(reperfusion="primary_pci")
    stay.arrival_mode = "transfer_pci"
    assert {"other_hospital_at", "other_hospital_left_at"} <= asked()
    stay.category = "nstemi"
    assert "reperfusion" not in asked()


def test_the_rail_counts_by_the_stay(staff, stay):
    row = Timeline(patient=stay.patient, admission=stay, reperfusion="none")
    sections.save(row, by=staff[Role.CARDIOLOGIST])
    state = next(s for s in states([stay])[stay.pk] if s.name == "timeline")
    assert (state.completeness.answered, state.completeness.asked) == (1, 6)


def test_two_people_at_one_timeline_choose_by_time(doctor, stay, staff):
    save(doctor, stay, first_ecg_at="2026-03-02 00:19", source_first_ecg_at="ecg", ecg_clock="4")
    row = Timeline.objects.get(admission=stay)
    row.door_at = at("2026-03-02 00:10")
    sections.save(row, by=staff[Role.HEAD])
    mine = {"first_ecg_at": "2026-03-02 00:30", "source_first_ecg_at": "", "ecg_clock": "4", "revision": 1}
    answer = doctor.post(f"/records/timeline/{row.pk}/", mine | {"submission": uuid.uuid4()})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "2026-03-02 00:30" in page
    assert "02-Mar-2026 00:15 (ECG machine)" in page
    chosen = mine | {"revision": 2, "use_first_ecg_at": "theirs", "use_door_at": "theirs"}
    assert doctor.post(f"/records/timeline/{row.pk}/", chosen).status_code == 302
    now = Timeline.objects.get(pk=row.pk)
    assert now.first_ecg_at == at("2026-03-02 00:15")
    assert now.entered["first_ecg_at"]["source"] == "ecg"
    assert now.door_at == at("2026-03-02 00:10")


def test_the_intervals_of_the_page_are_those_of_the_measures(doctor, stay):
    save(doctor, stay, door_at="2026-03-02 10:00", wire_crossed_at="2026-03-02 11:11", first_ecg_at="door+8")
    [(_pk, snapshot)] = snapshots([stay])
    assert snapshot.minutes == {"door_to_wire": 71, "door_to_ecg": 8}


def test_the_patient_page_draws_the_course(doctor, stay):
    page = f"/patients/{stay.patient_id}/"
    assert "Fewer than two times are recorded." in doctor.get(page).content.decode()
    save(doctor, stay, door_at="2026-03-02 10:00", wire_crossed_at="2026-03-02 11:44")
    drawn = doctor.get(page).content.decode()
    assert "Door to wire 104 / 90 min · late by 14 min" in drawn


def test_who_may_only_read_gets_no_controls(sign_in, doctor, stay):
    save(doctor, stay, door_at="2026-03-02 10:00")
    row = Timeline.objects.get(admission=stay)
    page = sign_in(Role.DATA_MANAGER).get(f"/records/timeline/{row.pk}/").content.decode()
    assert "hx-post" not in page.split("points-form")[1].split("</form>")[0]
    assert page.count("data-now") == 0


def test_programs_send_hospital_time(doctor, stay):
    body = {"patient": stay.patient_id, "admission": stay.pk, "door_at": "2026-03-02T10:00:00+08:00",
            "ecg_clock": "4", "first_ecg_at": "2026-03-02T10:05:00+08:00"}  # fmt: skip
    answer = doctor.post("/api/v1/timeline/", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    row = Timeline.objects.get(admission=stay)
    assert row.first_ecg_at == at("2026-03-02 10:05")
    told = {"revision": 1, "puncture_at": "2026-03-02T10:40:00+08:00", "missing": {"ccu_at": "not_done"}}
    answer = doctor.patch(f"/api/v1/timeline/{row.pk}/", told, content_type="application/json")
    assert answer.status_code == 200, answer.content
    row.refresh_from_db()
    assert (row.puncture_at, row.first_ecg_at) == (at("2026-03-02 10:40"), at("2026-03-02 10:05"))
    assert row.missing == {"ccu_at": "not_done"}


def test_every_change_is_in_the_trail(doctor, stay):
    save(doctor, stay, door_at="2026-03-02 10:00")
    event = AuditEvent.objects.filter(about="cardiology.timeline").latest("pk")
    assert event.new["door_at"].startswith("2026-03-02 10:00")
