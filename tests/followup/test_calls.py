"""From the discharge to the call: plans, claims, attempts, red flags, the list, the pages."""

import json
import uuid
from datetime import timedelta
from io import StringIO

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cardiology.actions import admissions, patients, sections
from cardiology.models import Admission, ContactPerson, History, Patient, Role
from followup import requeue, tasks
from followup.actions import claims, contacts, following, settings
from followup.actions.contacts import Told
from followup.models import Contact, Escalation, FollowUp, Plan, ReportedEvent, Visit
from followup.queries import call_list, inbound
from followup.queries import plans as tables
from tests.cardiology.stories import discharged, treated_stemi

pytestmark = pytest.mark.django_db


def due_stemi(staff, number="0001", days_ago=7, **told):
    """A STEMI discharged so many days ago, with one phone, whose first call is due."""
    doctor = staff[Role.CARDIOLOGIST]
    arrival = timezone.now() - timedelta(days=days_ago + 6)
    stay = treated_stemi(doctor, number, arrival=arrival, **told)
    patients.add_phone(stay.patient, by=doctor, number=f"1380000{number}")
    stay.attending = doctor
    stay.save()
    discharged(stay, doctor)
    return stay


@pytest.fixture
def nurse(staff):
    return staff[Role.FOLLOWUP_NURSE]


@pytest.fixture
def visit(staff):
    stay = due_stemi(staff)
    found = Visit.objects.get(plan__admission=stay, code="7d")
    Visit.objects.filter(pk=found.pk).update(due_on=timezone.localdate())
    found.refresh_from_db()
    return found


def test_a_discharge_opens_the_plan_in_the_same_transaction(visit):
    assert list(visit.plan.visits.values_list("code", flat=True)) == ["7d", "1m", "3m", "6m", "12m"]
    assert tables.summary(visit.plan.admission, visit.plan.admission.attending).rows


def test_nobody_who_died_gets_a_plan(staff):
    doctor = staff[Role.CARDIOLOGIST]
    discharged(treated_stemi(doctor), doctor, disposition="died")
    assert not Plan.objects.exists()


def test_a_readmission_restarts_the_plan_and_keeps_the_outcome_of_a_year(staff, visit):
    doctor = staff[Role.CARDIOLOGIST]
    again = Admission(
        patient=visit.patient, number="A2", category="nstemi", admitted_at=timezone.now() - timedelta(hours=5)
    )
    again = admissions.admit(again, by=doctor)
    discharged(again, doctor, days=0.1)
    old = visit.plan.visits.filter(state="open").values_list("code", flat=True)
    assert list(old) == ["12m"]
    assert Plan.objects.get(admission=again).visits.filter(state="open").count() == 5


def test_answers_end_the_visit_and_say_that_the_patient_lives(visit, nurse):
    told = Told(answers=FollowUp(informant="patient", nyha="1", rest_pain="no"))
    contact = contacts.record(visit, "answered", told, by=nurse)
    visit.refresh_from_db()
    patient = Patient.objects.get(pk=visit.patient_id)
    assert (visit.state, visit.attempts) == ("done", 1)
    assert contact.answers.nyha == "1"
    assert patient.last_known_alive_on == timezone.localdate()


def opened(visit, code, *, due, opens, closes):
    """Another visit of the same plan with a window in days from today."""
    today = timezone.localdate()
    days = {"opens_on": opens, "due_on": due, "closes_on": closes}
    Visit.objects.filter(plan=visit.plan, code=code).update(
        merged_into=None, **{name: today + timedelta(days=n) for name, n in days.items()}
    )
    return Visit.objects.get(plan=visit.plan, code=code)


def test_nobody_is_called_twice_in_one_week(visit, nurse):
    """Answered late: what closes within the week is done by the same call, what can wait a week waits."""
    today = timezone.localdate()
    visit = opened(visit, "7d", due=-6, opens=-9, closes=-2)
    joins = opened(visit, "1m", due=0, opens=-4, closes=4)
    waits = opened(visit, "3m", due=0, opens=-4, closes=20)
    claims.claim(visit, by=nurse)
    assert set(visit.merged.all()) == {joins}
    contacts.record(visit, "answered", Told(answers=FollowUp(informant="patient")), by=nurse)
    joins.refresh_from_db()
    waits.refresh_from_db()
    assert joins.state == "done"
    assert waits.state == "open"
    assert today + timedelta(days=7) <= waits.due_on <= waits.closes_on
    assert not call_list.places(nurse)


def test_a_relative_who_answers_is_recorded_as_such(visit, nurse):
    told = Told(answers=FollowUp(informant="spouse"))
    assert contacts.record(visit, "answered", told, by=nurse).outcome == "answered_proxy"


def test_no_answer_comes_back_by_rule_and_is_hidden_until_then(visit, nurse):
    assert [p.visit_id for p in call_list.places(nurse)] == [visit.pk]
    contacts.record(visit, "no_answer", by=nurse)
    visit.refresh_from_db()
    assert visit.state == "open"
    assert visit.next_attempt_at > timezone.now()
    assert not call_list.places(nurse)


def test_a_wrong_number_goes_to_the_next_number_then_to_no_phone(visit, nurse, staff):
    first = visit.patient.phones.get()
    second = patients.add_phone(visit.patient, by=nurse, number="13900001111", owner="spouse", position=2)
    contacts.record(visit, "wrong_number", Told(phone=first), by=nurse)
    row = call_list.rows(nurse, call_list.places(nurse))[0]
    assert (row.bucket, row.phone) == ("due", "…1111")
    contacts.record(visit, "wrong_number", Told(phone=second), by=nurse)
    assert call_list.places(nurse)[0].bucket == "no_phone"


def test_a_promised_call_comes_first_at_its_time(visit, nurse):
    with pytest.raises(ValidationError):
        contacts.record(visit, "call_later", Told(callback_at=timezone.now() - timedelta(hours=1)), by=nurse)
    later = timezone.now() + timedelta(hours=2)
    contacts.record(visit, "call_later", Told(callback_at=later), by=nurse)
    assert not call_list.places(nurse)
    found = call_list.places(nurse, now=later + timedelta(minutes=1))
    assert [p.bucket for p in found] == ["callback"]


def test_a_death_of_unknown_day_closes_everything(visit, nurse):
    contacts.record(visit, "died", Told(died_on=None, cause="unknown"), by=nurse)
    visit.patient.refresh_from_db()
    assert (visit.patient.vital_status, visit.patient.died_on) == ("dead", None)
    assert set(visit.plan.visits.values_list("state", flat=True)) == {"died"}
    assert Plan.objects.get().close_reason == "died"


def test_a_refusal_closes_all_plans(visit, nurse):
    contacts.record(visit, "refused", by=nurse)
    assert Plan.objects.get().close_reason == "refused"
    assert visit.patient.consents.get().is_given is False


def test_the_same_submission_is_recorded_once(visit, nurse):
    key = uuid.uuid4()
    first = contacts.record(visit, "no_answer", by=nurse, submission=key)
    assert contacts.record(visit, "no_answer", by=nurse, submission=key) == first
    assert Contact.objects.count() == 1


def test_two_nurses_never_hold_one_patient(visit, nurse, staff):
    claims.claim(visit, by=nurse)
    other = staff[Role.HEAD]
    with pytest.raises(claims.Taken):
        claims.claim(visit.plan.visits.get(code="1m"), by=other)
    with pytest.raises(claims.Taken):
        contacts.record(visit, "no_answer", by=other)
    Visit.objects.filter(pk=visit.pk).update(claimed_until=timezone.now() - timedelta(minutes=1))
    assert claims.claim(visit, by=other).claimed_by == other


def test_the_sweep_ends_what_time_has_ended_once(visit, nurse):
    today = timezone.localdate()
    Visit.objects.filter(pk=visit.pk).update(
        opens_on=today - timedelta(days=30),
        due_on=today - timedelta(days=20),
        closes_on=today - timedelta(days=8),
    )
    assert tasks.sweep()["closed"] == 1
    assert tasks.sweep()["closed"] == 0
    visit.refresh_from_db()
    assert visit.state == "missed"


def test_plans_go_on_after_the_last_visit(visit):
    visit.plan.visits.filter(state="open").update(state="done")
    following.go_on(visit.plan, by=None)
    assert visit.plan.visits.get(state="open").code == "24m"


def test_worklist_says_why(visit, nurse):
    out = StringIO()
    call_command(
        "worklist", "--on", str(timezone.localdate()), "--nurse", nurse.username, "--json", stdout=out
    )
    rows = json.loads(out.getvalue())["rows"]
    assert [(r["visit_id"], r["bucket"]) for r in rows] == [(visit.pk, "due")]
    assert "Due today" in rows[0]["why"]


def test_who_rings_stands_before_whose_record_has_the_same_digits(visit, nurse, staff):
    patients.register(Patient(number="R-0001", name="安安"), by=staff[Role.CARDIOLOGIST])
    found = [f.patient.name for f in inbound.find(nurse, "0001")]
    assert found == ["张三", "安安"]


def test_incoming_calls_are_found(visit, nurse):
    for text in ("0001", "zs", "zhang", "张三"):
        assert [f.visit_id for f in inbound.find(nurse, text)] == [visit.pk], text
    assert not inbound.find(nurse, "nobody")


def test_the_list_takes_a_fixed_number_of_queries(staff, visit, nurse, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert len(call_list.rows(nurse, call_list.places(nurse))) == 1
    for n in range(2, 6):
        due_stemi(staff, f"000{n}", days_ago=8)
    with django_assert_num_queries(5):
        assert len(call_list.rows(nurse, call_list.places(nurse))) == 5


def test_the_pages_of_a_call(visit, sign_in, staff):
    client = sign_in(Role.FOLLOWUP_NURSE)
    page = client.get("/followup/")
    assert "张三" in page.content.decode()
    url = f"/followup/calls/{visit.pk}/"
    assert client.get(url).status_code == 200
    said = {"rest_pain": "yes", "informant": "patient", "systolic_bp": "130"}
    checked = client.post(f"{url}check/", said)
    assert "120" in checked.content.decode()
    assert "130" in client.get(url).content.decode()  # the draft is still there
    silent = client.post(url, {"outcome": "answered"})
    assert (silent.status_code, "No question is answered" in silent.content.decode()) == (422, True)
    wrong = client.post(url, said | {"outcome": "answered", "systolic_bp": "999"})
    assert wrong.status_code == 422
    event = {"event_kind": "hospitalisation", "event_on": "-2d", "event_precision": "day"}
    done = client.post(url, said | event | {"outcome": "answered", "submission": str(uuid.uuid4())})
    assert done.status_code == 302
    assert ReportedEvent.objects.get().kind == "hospitalisation"
    flag = Escalation.objects.get()
    assert (flag.flag, flag.severity, flag.to) == ("RF01", "critical", staff[Role.CARDIOLOGIST])
    doctor = sign_in(Role.CARDIOLOGIST)
    assert "张三" in doctor.get("/followup/red-flags/").content.decode()
    doctor.post(f"/followup/red-flags/{flag.pk}/acknowledge/")
    doctor.post(f"/followup/red-flags/{flag.pk}/close/", {"advice": "Came to the emergency department"})
    flag.refresh_from_db()
    assert flag.closed_by == staff[Role.CARDIOLOGIST]


def test_a_lost_lease_keeps_what_was_typed(visit, sign_in, staff):
    client = sign_in(Role.FOLLOWUP_NURSE)
    claims.claim(visit, by=staff[Role.HEAD])
    answer = client.post(
        f"/followup/calls/{visit.pk}/", {"outcome": "answered", "nyha": "2", "note": "better"}
    )
    assert answer.status_code == 409
    visit.refresh_from_db()
    assert visit.draft["note"] == "better"


def test_strangers_and_other_roles(visit, sign_in, client, stranger):
    client.force_login(stranger)
    assert client.get(f"/followup/calls/{visit.pk}/").status_code == 404
    assert sign_in(Role.WARD_NURSE).get("/followup/").status_code == 403
    assert sign_in(Role.RESEARCHER).get(f"/followup/calls/{visit.pk}/").status_code == 403
    assert sign_in(Role.FOLLOWUP_NURSE).post("/followup/red-flags/1/close/").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_call_sheet_prints(visit, sign_in, language):
    response = sign_in(Role.FOLLOWUP_NURSE).get(f"/followup/call-sheet.pdf?language={language}")
    document = pypdfium2.PdfDocument(response.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "张三" in text
    assert "13800000001" in text


def test_the_month_counts_reached_and_missed(visit, nurse):
    today = timezone.localdate()
    contacts.record(visit, "answered", by=nurse)
    row = next(iter(tables.month(nurse, today, today).rows))
    assert row[1:5] == (1, 1, 1, 1)


def test_who_was_reached_after_the_window_was_not_reached_on_time(visit, nurse):
    today = timezone.localdate()
    late = opened(visit, "7d", due=-4, opens=-6, closes=-2)
    contacts.record(late, "answered", by=nurse)
    row = next(iter(tables.month(nurse, today - timedelta(days=4), today - timedelta(days=4)).rows))
    assert row[1:5] == (1, 1, 1, 0)


def test_a_wrong_number_leads_to_the_next_number_of_the_patient(visit, sign_in, nurse):
    first = visit.patient.phones.get()
    second = patients.add_phone(visit.patient, by=nurse, number="13900001111", owner="spouse", position=2)
    client = sign_in(Role.FOLLOWUP_NURSE)
    url = f"/followup/calls/{visit.pk}/"
    answer = client.post(url, {"outcome": "wrong_number", "phone": first.pk})
    assert answer.url == url
    assert f'value="{second.pk}" checked' in client.get(url).content.decode()
    answer = client.post(url, {"outcome": "wrong_number", "phone": second.pk})
    assert answer.url == "/followup/next/"


def test_the_other_number_is_proposed_from_the_attempt_that_the_rule_names(visit, sign_in, nurse):
    own = visit.patient.phones.get()
    other = patients.add_phone(visit.patient, by=nurse, number="13900001111", owner="spouse", position=2)
    client, url = sign_in(Role.FOLLOWUP_NURSE), f"/followup/calls/{visit.pk}/"
    later = timezone.now() + timedelta(hours=2)
    contacts.record(visit, "call_later", Told(phone=own, callback_at=later), by=nurse)
    assert f'value="{own.pk}" checked' in client.get(url).content.decode()
    contacts.record(visit, "no_answer", Told(phone=own), by=nurse)
    assert f'value="{other.pk}" checked' in client.get(url).content.decode()


def test_a_hospital_s_own_rules_choose_the_number_and_stand_on_the_call(visit, sign_in, staff, nurse):
    own = visit.patient.phones.get()
    other = patients.add_phone(visit.patient, by=nurse, number="13900001111", owner="spouse", position=2)
    first = requeue.Rule(timedelta(minutes=90), 4, other_band=False, other_number_from=1)
    client, url = sign_in(Role.FOLLOWUP_NURSE), f"/followup/calls/{visit.pk}/"
    assert "again after 20 h, at another time of day; attempt 1 of 6" in client.get(url).text
    settings.set_rules(requeue.RULES | {"no_answer": first}, by=staff[Role.HEAD])
    page = client.get(url).text
    assert "again after 90 min, on another number, if there is one; attempt 1 of 4" in page
    contacts.record(visit, "busy", Told(phone=own), by=nurse)
    assert f'value="{own.pk}" checked' in client.get(url).text  # after “busy” the same number
    contacts.record(visit, "no_answer", Told(phone=own), by=nurse)
    assert f'value="{other.pk}" checked' in client.get(url).text


def test_who_may_not_be_asked_is_not_proposed(visit, sign_in, nurse):
    own = visit.patient.phones.get()
    patients.add_phone(visit.patient, by=nurse, number="13900001111", owner="spouse", position=0)
    ContactPerson.objects.create(
        patient=visit.patient, name="李四", relation="spouse", phone="139 0000 1111", consent=False
    )
    page = sign_in(Role.FOLLOWUP_NURSE).get(f"/followup/calls/{visit.pk}/").content.decode()
    assert f'value="{own.pk}" checked' in page
    assert "May not be asked" in page


def test_a_discharge_previews_its_calls(staff):
    doctor = staff[Role.CARDIOLOGIST]
    assert len(tables.preview(treated_stemi(doctor), doctor).rows) == 5


def test_the_discharge_page_shows_the_calls_it_would_plan(staff, sign_in):
    stay = treated_stemi(staff[Role.CARDIOLOGIST])
    page = sign_in(Role.CARDIOLOGIST).get(reverse("discharge", args=[stay.pk]))
    assert "Follow-up that the discharge opens" in page.text


def test_the_call_shows_the_allergies_of_the_record(staff, sign_in, visit):
    told = {"patient": visit.patient, "admission": visit.plan.admission}
    sections.save(History(**told, allergy="yes", allergy_to="Penicillin"), by=staff[Role.CARDIOLOGIST])
    page = sign_in(Role.FOLLOWUP_NURSE).get(reverse("followup:call", args=[visit.pk]))
    assert "Penicillin" in page.text
