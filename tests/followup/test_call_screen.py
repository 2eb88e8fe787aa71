"""The call screen: drug by drug, branches, results read out, talks broken off, who calls whom."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from cardiology.actions import sections
from cardiology.models import Admission, LabResult, Medication, Phase, Role
from cardiology.queries.one_stay import Recorded
from cardiology.wording import day
from followup.actions import contacts
from followup.models import Adherence, Contact, Escalation, FollowUp, Visit
from followup.queries import call_list
from followup.queries.desk import figures, precall
from tests.conftest import employ
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(staff):
    return staff[Role.FOLLOWUP_NURSE]


@pytest.fixture
def visit(staff):
    found = Visit.objects.get(plan__admission=due_stemi(staff), code="7d")
    Visit.objects.filter(pk=found.pk).update(due_on=timezone.localdate())
    found.refresh_from_db()
    return found


@pytest.fixture
def url(visit):
    return reverse("followup:call", args=[visit.pk])


def drug(visit, name):
    return Medication.objects.get(admission=visit.plan.admission, phase="discharge", drug=name).pk


def test_a_drug_that_was_stopped_is_told_with_day_reason_and_flag(visit, url, sign_in):
    ticagrelor, aspirin = drug(visit, "ticagrelor"), drug(visit, "aspirin")
    told = {
        f"drug-{aspirin}-taking": "yes", f"drug-{ticagrelor}-taking": "stopped",
        f"drug-{ticagrelor}-stopped_on": "2026-02", f"drug-{ticagrelor}-decided_by": "patient",
        f"drug-{ticagrelor}-reason": "bleeding", "informant": "patient",
    }  # fmt: skip
    client = sign_in(Role.FOLLOWUP_NURSE)
    live = client.post(reverse("followup:check", args=[visit.pk]), told, headers={"HX-Request": "true"})
    assert "Stopped an antiplatelet drug" in live.content.decode()
    client.post(url, told | {"outcome": "answered"})
    row = Adherence.objects.get(medication=ticagrelor)
    assert (row.taking, row.stopped_on, row.decided_by, row.reason) == (
        "stopped",
        "2026-02",
        "patient",
        "bleeding",
    )
    assert (row.drug, row.drug_class) == ("ticagrelor", "p2y12")
    answers = FollowUp.objects.get()
    assert (answers.stopped_antiplatelet, answers.stop_reason) == ("yes", "bleeding")
    assert answers.dapt_status == "stopped_early"
    flag = Escalation.objects.get()
    assert (flag.flag, flag.severity) == ("RF11", "critical")


def test_all_taken_says_that_no_antiplatelet_was_stopped(visit, url, sign_in):
    told = {f"drug-{m.pk}-taking": "yes" for m in Medication.objects.filter(phase="discharge")}
    sign_in(Role.FOLLOWUP_NURSE).post(url, told | {"outcome": "answered", "informant": "patient"})
    answers = FollowUp.objects.get()
    assert (answers.stopped_antiplatelet, answers.dapt_status) == ("no", "continued")
    assert Adherence.objects.count() == len(told)


def test_what_stands_under_another_answer_does_not_count(visit, url, sign_in):
    told = {"outcome": "answered", "informant": "patient", "bleeding": "none", "bleeding_site": "gum"}
    sign_in(Role.FOLLOWUP_NURSE).post(url, told)
    assert FollowUp.objects.get().bleeding_site is None


def test_results_that_are_read_out_are_results_of_the_record(visit, sign_in, nurse):
    month = visit.plan.visits.get(code="1m")
    url = reverse("followup:call", args=[month.pk])
    client = sign_in(Role.FOLLOWUP_NURSE)
    told = {"outcome": "answered", "informant": "patient", "result-k": "4.6"}
    assert client.post(url, told).status_code == 422
    client.post(url, told | {"results_on": "t"})
    result = LabResult.objects.get(test="k")
    assert (float(result.value), result.unit, result.patient) == (4.6, "mmol/L", visit.patient)


def test_a_talk_broken_off_keeps_its_answers_and_alarms_at_once(visit, url, sign_in):
    client = sign_in(Role.FOLLOWUP_NURSE)
    client.post(url, {"outcome": "partial", "informant": "patient", "rest_pain": "yes"})
    visit.refresh_from_db()
    assert (visit.state, visit.draft["rest_pain"]) == ("open", "yes")
    assert Escalation.objects.filter(flag="RF01").count() == 1
    Visit.objects.filter(pk=visit.pk).update(next_attempt_at=None)
    client.post(url, {"outcome": "answered", "informant": "patient", "rest_pain": "yes"})
    assert Escalation.objects.filter(flag="RF01").count() == 1


def due_lines(visit):
    seen = Visit.objects.get(pk=visit.pk)
    return precall.due_lines(seen, Recorded(seen.plan.admission))


def test_a_missed_inr_stays_due_until_a_result_is_there(visit, staff):
    """The last INR was out of range a month ago; talks since then do not make the next one go away."""
    doctor, now = staff[Role.CARDIOLOGIST], timezone.now()
    stay = visit.plan.admission
    sections.save(Medication(admission=stay, patient=stay.patient, phase=Phase.DISCHARGE, drug="warfarin",
                             drug_class="oac", started_on=now.date()), by=doctor)  # fmt: skip
    Admission.objects.filter(pk=stay.pk).update(
        admitted_at=now - timedelta(days=60), discharged_at=now - timedelta(days=50)
    )

    def result(value, ago):
        made = LabResult(
            patient=stay.patient, test="inr", value=Decimal(value), collected_at=now - timedelta(days=ago)
        )
        sections.save(made, by=doctor)

    result("3.8", 30)
    asked = next(line for line in due_lines(visit) if "inr" in line.tests)
    assert asked.until == day(timezone.localdate() - timedelta(days=26))
    result("2.4", 1)
    lines = due_lines(visit)
    again = next(line for line in lines if "inr" in line.tests)
    assert again.until == day(timezone.localdate() + timedelta(days=3))
    assert (again.result, "2.4" in again.why) == ("", True)  # a result moves the next one, and is told beside


@pytest.mark.parametrize(
    "ended",
    [{"outcome": "call_later", "callback_at": "+2h"}, {"outcome": "no_answer"}, {"outcome": "in_hospital"},
     {"outcome": "refused_now"}, {"outcome": "refused"}],
    ids=lambda ended: ended["outcome"],
)  # fmt: skip
def test_however_a_talk_ends_what_alarmed_in_it_reaches_the_doctor_once(visit, url, sign_in, ended):
    client = sign_in(Role.FOLLOWUP_NURSE)
    heard = {"informant": "patient", "rest_pain": "yes"}
    assert "Red flags sent to" in client.post(url, heard | ended, follow=True).text
    assert Escalation.objects.filter(flag="RF01").count() == 1


def test_nobody_is_alarmed_for_who_has_died(visit, url, sign_in):
    sign_in(Role.FOLLOWUP_NURSE).post(url, {"outcome": "died", "rest_pain": "yes"})
    visit.patient.refresh_from_db()
    assert visit.patient.vital_status == "dead"
    assert not Escalation.objects.exists()


def test_the_card_says_consents_and_what_is_due(visit, sign_in):
    page = sign_in(Role.FOLLOWUP_NURSE).get(
        reverse("followup:call", args=[visit.plan.visits.get(code="1m").pk])
    )
    assert "Text messages" in page.text
    assert "Due at this contact" in page.text
    assert "All taken as prescribed" in page.text


def test_who_calls_us_is_answered_as_an_incoming_call(visit, sign_in):
    client = sign_in(Role.FOLLOWUP_NURSE)
    found = client.post(reverse("followup:find"), {"q": "0001"}).content.decode()
    assert reverse("followup:answer", args=[visit.patient_id]) in found
    answer = client.post(reverse("followup:answer", args=[visit.patient_id]))
    assert answer.url == reverse("followup:call", args=[visit.pk]) + "?inbound=1"
    page = client.get(answer.url).content.decode()
    assert "The patient called us" in page
    client.post(
        reverse("followup:call", args=[visit.pk]),
        {"outcome": "answered", "informant": "patient", "direction": "in"},
    )
    assert Contact.objects.get().direction == "in"


def test_somebody_without_an_open_visit_may_call_us_too(visit, sign_in, nurse):
    Visit.objects.filter(patient=visit.patient).update(state="done")
    client = sign_in(Role.FOLLOWUP_NURSE)
    answer = client.post(reverse("followup:answer", args=[visit.patient_id]))
    page = client.get(answer.url)
    assert "Call from the patient" in page.text
    client.post(answer.url.split("?")[0], {"outcome": "answered", "informant": "patient", "direction": "in"})
    assert Contact.objects.get().visit.state == "done"


def test_who_is_to_be_called_back_stands_on_the_list_as_such(visit, sign_in, nurse):
    sign_in(Role.FOLLOWUP_NURSE).post(reverse("followup:answer", args=[visit.patient_id]), {"later": "1"})
    assert [p.bucket for p in call_list.places(nurse)] == ["inbound"]


def test_a_patient_tried_a_moment_ago_is_hidden_whichever_visit_it_was(visit, nurse):
    other = visit.plan.visits.get(code="1m")
    today = timezone.localdate()
    Visit.objects.filter(pk=other.pk).update(
        opens_on=today, due_on=today, closes_on=today + timedelta(days=9)
    )
    contacts.record(visit, "no_answer", by=nurse)
    assert not call_list.places(nurse)
    later = timezone.now() + timedelta(hours=9)
    assert other.pk in [p.visit_id for p in call_list.places(nurse, now=later, on=today)]


def test_rows_are_handed_to_a_colleague_and_filtered(visit, sign_in, hospital, nurse):
    colleague = employ(hospital, Role.FOLLOWUP_NURSE, "second_nurse")
    client = sign_in(Role.FOLLOWUP_NURSE)
    client.post(reverse("followup:assign"), {"visit": [visit.pk], "to": colleague.pk})
    visit.refresh_from_db()
    assert visit.assigned_to == colleague
    found = call_list.places(nurse)
    assert call_list.chosen_of(found, colleague, whose="mine")
    assert not call_list.chosen_of(found, nurse, whose="mine")
    assert "张三" not in client.get(reverse("followup:call_list"), {"whose": "mine"}).content.decode()
    told = client.post(reverse("followup:assign"), {"to": colleague.pk}, follow=True)
    assert "Choose at least one patient" in told.content.decode()


def test_the_file_has_the_rows_of_the_list(visit, sign_in):
    client = sign_in(Role.FOLLOWUP_NURSE)
    lines = client.get(reverse("followup:export", args=["csv"])).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "张三" in lines[1]
    assert client.get(reverse("followup:export", args=["xlsx"])).content[:2] == b"PK"
    assert client.get(reverse("followup:export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("by", ["pathway", "nurse", "month"])
def test_each_figure_opens_its_patients(visit, nurse, sign_in, by):
    contacts.record(visit, "answered", contacts.Told(answers=FollowUp(informant="patient")), by=nurse)
    period = figures.Period(visit.due_on, visit.due_on)
    line, total = figures.table(nurse, period, by)
    assert [n for _name, n, _share in line.numbers] == [1, 1, 1, 0, 0]
    assert line.numbers == total.numbers
    asked = {"by": by, "key": line.key, "count": "reached", "from": visit.due_on, "to": visit.due_on}
    assert "张三" in sign_in(Role.HEAD).get(reverse("followup:behind"), asked).content.decode()
    assert (
        "张三"
        not in sign_in(Role.HEAD)
        .get(reverse("followup:behind"), asked | {"count": "complete"})
        .content.decode()
    )


def test_back_in_care_within_fifteen_days_of_the_first_attempt(visit, nurse):
    contacts.record(visit, "no_answer", by=nurse)
    LabResult.objects.create(
        patient=visit.patient, test="k", value_text="4.1", collected_at=timezone.now() + timedelta(days=14)
    )
    line, _total = figures.table(nurse, figures.Period(visit.due_on, visit.due_on), "pathway")
    assert {name: n for name, n, _share in line.numbers}["returned"] == 1
