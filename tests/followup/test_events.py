"""Events with their papers, judges who do not know of each other, readmissions, signs of life, the card."""

from datetime import date, datetime, timedelta

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cardiology.actions import admissions
from cardiology.definitions import readmission
from cardiology.models import Admission, AuditEvent, Device, Lesion, Role
from cardiology.quality import agreement
from followup import endpoints
from followup.actions import contacts
from followup.actions.contacts import Told
from followup.actions.reach import adjudications
from followup.endpoints import Judged
from followup.forms import OutcomeForm
from followup.models import Adjudication, EventDocument, LifeSign, ReportedEvent, Visit
from followup.queries.reach import packet_days
from followup.queries.reach.readmissions import readmissions
from tests.cardiology.stories import discharged
from tests.conftest import employ
from tests.followup.test_calls import due_stemi

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 letter of another hospital"


@pytest.fixture
def stay(staff):
    return due_stemi(staff)


@pytest.fixture
def event(stay, sign_in):
    """An infarction that a nurse records, known to the month, at the stented lesion."""
    url = f"/followup/patients/{stay.patient_id}/events/"
    said = {
        "kind": "mi", "on": "-2d", "precision": "month", "source": "other_hospital",
        "lesion": Lesion.objects.get().pk, "device": Device.objects.get().pk,
        "note": "张三 was taken to North Hospital, ring 13800000001",
    }  # fmt: skip
    assert sign_in(Role.FOLLOWUP_NURSE).post(url, said).status_code == 302
    return ReportedEvent.objects.get()


@pytest.fixture
def judges(hospital):
    return [employ(hospital, Role.CARDIOLOGIST, name) for name in ("one", "two", "three")]


@pytest.fixture
def case(event, staff):
    return adjudications.open_case(event, by=staff[Role.FOLLOWUP_NURSE])


def test_an_event_keeps_its_precision_source_lesion_and_device(event, sign_in):
    page = sign_in(Role.FOLLOWUP_NURSE).get(f"/followup/patients/{event.patient_id}/events/").text
    assert f"{event.occurred_on:%Y-%m}" in page
    assert f"{event.occurred_on:%d-%b-%Y}" not in page
    assert "Papers of another hospital" in page
    call = Visit.objects.filter(patient=event.patient, merged_into=None, state="open").first()
    on_call = sign_in(Role.FOLLOWUP_NURSE).get(f"/followup/calls/{call.pk}/").text
    assert f"{event.occurred_on:%Y-%m}</" in on_call
    assert (
        f"{event.occurred_on:%d-%b-%Y}" not in on_call.split("Since the discharge")[1].split("</section>")[0]
    )
    assert event.device.lesion == event.lesion


def test_an_event_cannot_be_of_tomorrow_or_at_somebody_elses_stent(stay, staff, sign_in):
    other = due_stemi(staff, "0002", name="李四")
    client, url = sign_in(Role.FOLLOWUP_NURSE), f"/followup/patients/{other.patient_id}/events/"
    said = {"kind": "mi", "on": "-2d", "precision": "day", "source": "patient"}
    theirs = Lesion.objects.get(patient=stay.patient).pk
    assert client.post(url, said | {"lesion": theirs}).status_code == 422
    assert client.post(url, said | {"on": "+1d"}).status_code == 422
    assert not ReportedEvent.objects.exists()


@pytest.mark.parametrize(
    ("typed", "chosen", "kept"),
    [("2026-03", "day", ("2026-03-01", "month")), ("2026年3月", "day", ("2026-03-01", "month")),
     ("2026", "month", ("2026-01-01", "year")), ("2026-03-09", "month", ("2026-03-09", "month")),
     ("2026-03-09", "day", ("2026-03-09", "day"))],
)  # fmt: skip
def test_a_month_or_a_year_is_typed_as_it_is_known(stay, sign_in, typed, chosen, kept):
    said = {"kind": "mi", "on": typed, "precision": chosen, "source": "patient"}
    url = f"/followup/patients/{stay.patient_id}/events/"
    assert sign_in(Role.FOLLOWUP_NURSE).post(url, said).status_code == 302
    found = ReportedEvent.objects.get()
    assert (str(found.occurred_on), found.precision) == kept
    form = OutcomeForm({"outcome": "answered", "event_kind": "mi", "event_on": typed,
                        "event_precision": chosen}, patient=stay.patient)  # fmt: skip
    assert form.is_valid()
    assert [(str(e.occurred_on), e.precision) for e in form.events()] == [kept]


def test_no_event_is_chosen_before_the_nurse_chooses(stay, sign_in):
    client, url = sign_in(Role.FOLLOWUP_NURSE), f"/followup/patients/{stay.patient_id}/events/"
    assert '<option value="" selected>—</option>' in client.get(url).text
    assert client.post(url, {"on": "-2d", "precision": "day", "source": "patient"}).status_code == 422
    assert not ReportedEvent.objects.exists()


def upload(client, event, content=PDF, **said):
    file = SimpleUploadedFile("letter.pdf", content)
    told = {"file": file, "title": "Letter"} | said
    return client.post(f"/followup/events/{event.pk}/documents/", told, follow=True)


def test_a_document_is_served_to_who_may_and_every_opening_is_noted(event, sign_in, client, stranger):
    nurse = sign_in(Role.FOLLOWUP_NURSE)
    upload(nurse, event)
    upload(nurse, event)  # the same file again
    paper = EventDocument.objects.get()
    answer = nurse.get(f"/followup/documents/{paper.pk}/")
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/pdf")
    assert "attachment" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert AuditEvent.objects.filter(event="opened", about="followup.eventdocument").count() == 1
    client.force_login(stranger)
    assert client.get(f"/followup/documents/{paper.pk}/").status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"<html><script>", b"MZ\x90", b"GIF89a", b"%PDF-" + b"x" * 10_485_760]
)
def test_only_papers_of_a_known_kind_and_size_are_kept(event, sign_in, content):
    upload(sign_in(Role.FOLLOWUP_NURSE), event, content)
    assert not EventDocument.objects.exists()


def test_the_packet_is_masked(case, event):
    told = str(case.packet)
    for secret in ("张三", "zhang", "North Hospital", "13800000001", "Dr cardiologist", "ticagrelor",
                   f"{event.occurred_on:%Y-%m-%d}"):  # fmt: skip
        assert secret.lower() not in told.lower()
    assert "▇▇▇" in told
    assert "2300" in told  # the troponin
    assert "Day −" in told


@pytest.mark.parametrize(
    ("precision", "told"),
    [("day", "Day +3, 08:30"), ("month", "Day −12 to +17, 08:30"), ("year", "Day −43 to +321, 08:30")],
)
def test_a_packet_makes_up_no_day_of_an_event(precision, told):
    event = packet_days.span_of(date(2026, 11, 15), precision)
    result_at = datetime(2026, 11, 18, 8, 30, tzinfo=timezone.get_default_timezone())
    assert packet_days.since(result_at, event) == told


def said(verdict="confirmed", classification="mi_1"):
    return {
        "verdict": verdict, "classification": classification, "certainty": "certain",
        "reason": "secret why", "day": None,
    }  # fmt: skip


def test_judges_cannot_see_each_other_and_two_that_agree_lock(case, judges, client):
    adjudications.vote(case, said(), by=judges[0])
    client.force_login(judges[1])
    page = client.get(f"/followup/adjudication/{case.pk}/").text
    assert "secret why" not in page
    assert "Dr one" not in page
    assert "mi_1" not in client.get("/followup/adjudication/").text
    vote = {"verdict": "confirmed", "classification": "mi_1", "certainty": "likely"}
    assert client.post(f"/followup/adjudication/{case.pk}/", vote).status_code == 302
    case.refresh_from_db()
    assert (case.verdict, case.classification, case.agreed, case.locked_at is not None) == (
        "confirmed", "mi_1", True, True,
    )  # fmt: skip
    assert "secret why" in client.get(f"/followup/adjudication/{case.pk}/").text
    with pytest.raises(adjudications.MayNotJudge):
        adjudications.vote(case, said(), by=judges[2])


def test_a_third_judge_breaks_the_tie(case, judges):
    adjudications.vote(case, said(), by=judges[0])
    adjudications.vote(case, said(classification="mi_2"), by=judges[1])
    case.refresh_from_db()
    assert (case.agreed, case.locked_at) == (False, None)
    adjudications.vote(case, said("not", ""), by=judges[2])
    case.refresh_from_db()
    assert (case.verdict, case.classification) == ("not", "")


def test_who_treated_opened_or_voted_does_not_judge(case, event, judges, staff, sign_in):
    assert "treated" in adjudications.may_not(case, staff[Role.CARDIOLOGIST])
    assert "opened" in adjudications.may_not(case, staff[Role.FOLLOWUP_NURSE])
    adjudications.vote(case, said(), by=judges[0])
    assert "have judged" in adjudications.may_not(Adjudication.objects.get(), judges[0])
    response = sign_in(Role.HEAD).post(
        f"/followup/adjudication/{case.pk}/", {"verdict": "confirmed", "certainty": "certain"}
    )
    assert response.status_code == 422  # a confirmed event needs its class


def test_judges_see_only_papers_that_show_nobody(case, event, judges, client, sign_in):
    nurse = sign_in(Role.FOLLOWUP_NURSE)
    upload(nurse, event)
    upload(nurse, event, b"%PDF-masked", is_masked="1")
    hidden, shown = EventDocument.objects.order_by("pk")
    client.force_login(judges[0])
    assert client.get(f"/followup/adjudication/{case.pk}/documents/{shown.pk}/").status_code == 200
    assert client.get(f"/followup/adjudication/{case.pk}/documents/{hidden.pk}/").status_code == 404


# Cohen's kappa against tables whose result is printed: Cohen's grant example (20, 5, 10, 15) gives 0.40.
@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ((("a", "a", 20), ("a", "b", 5), ("b", "a", 10), ("b", "b", 15)), 0.40),
        ((("a", "a", 45), ("a", "b", 15), ("b", "a", 25), ("b", "b", 15)), 0.1304),
        ((("a", "a", 25), ("a", "b", 35), ("b", "a", 5), ("b", "b", 35)), 0.2593),
        ((("a", "a", 5), ("b", "b", 5)), 1.0),
        ((("a", "b", 5), ("b", "a", 5)), -1.0),
    ],
)
def test_kappa(table, kappa):
    pairs = [(a, b) for a, b, n in table for _ in range(n)]
    assert agreement.agreement(pairs).kappa == pytest.approx(kappa, abs=5e-5)


def test_kappa_that_does_not_exist_is_none():
    assert agreement.agreement([]).kappa is None
    assert agreement.agreement([("a", "a")] * 3) == agreement.Agreement(3, 1.0, None)


def test_votes_become_a_result():
    first, same, other = (
        Judged("confirmed", "mi_1", date(2026, 1, 2)),
        Judged("confirmed", "mi_1"),
        Judged("not", "x"),
    )
    assert endpoints.result([first]).needs == 1
    assert endpoints.result([same, first]).on == date(2026, 1, 2)
    assert endpoints.result([first, other]).needs == 1
    assert endpoints.result([Judged("not", "x"), Judged("not", "y")]).agreed
    assert endpoints.result([first, other, same]).verdict == "confirmed"


@pytest.mark.parametrize(
    ("days", "within"), [(0, None), (1, 30), (30, 30), (31, 365), (365, 365), (366, None)]
)
def test_readmission(days, within):
    assert readmission(date(2026, 1, 1), date(2026, 1, 1) + timedelta(days=days)) == within


def test_a_new_stay_is_recognised_and_shown_in_the_call(stay, staff, sign_in):
    doctor = staff[Role.CARDIOLOGIST]
    again = Admission(
        patient=stay.patient, number="A2", category="hf", admitted_at=timezone.now() - timedelta(hours=30)
    )
    again = admissions.admit(again, by=doctor)
    found = readmissions(doctor, stay.patient)[0]
    assert (found.within, found.kind, found.is_open) == (30, "hf_hospitalisation", True)
    nurse, visit = sign_in(Role.FOLLOWUP_NURSE), stay.plans.get().visits.get(code="7d")
    assert "Readmitted" in nurse.get(f"/followup/calls/{visit.pk}/").text
    for _twice in range(2):
        nurse.post(f"/followup/readmissions/{again.pk}/")
    assert ReportedEvent.objects.get().told_by == "own_record"
    discharged(again, doctor, days=0.1)


def test_every_source_of_life_is_kept_and_contradictions_are_told(stay, staff, sign_in):
    nurse, url = sign_in(Role.FOLLOWUP_NURSE), f"/followup/patients/{stay.patient_id}/vital-status/"
    visit = stay.plans.get().visits.get(code="7d")
    contacts.record(visit, "call_later", Told(callback_at=timezone.now() + timedelta(hours=2)),
                    by=staff[Role.FOLLOWUP_NURSE])  # fmt: skip
    assert nurse.post(url, {"is_alive": "1", "on": "-1d", "source": "insurance"}).status_code == 302
    stay.patient.refresh_from_db()
    assert stay.patient.last_known_alive_on == timezone.localdate()  # the call is later
    assert (
        nurse.post(url, {"is_alive": "0", "on": "-3d", "source": "registry", "cause": "cardiac"}).status_code
        == 302
    )
    stay.patient.refresh_from_db()
    assert (stay.patient.vital_status, stay.patient.death_cause) == ("dead", "cardiac")
    assert set(LifeSign.objects.values_list("source", flat=True)) == {"call", "insurance", "registry"}
    page = nurse.get(url).text
    assert "alive after the day of death" in page
    assert "Death register" in page


@pytest.mark.parametrize(
    ("language", "title"), [("en", "When we ring you"), ("zh-hans", "我们给您打电话的时间")]
)
def test_the_card_has_days_code_and_no_disease(stay, sign_in, language, title):
    response = sign_in(Role.WARD_NURSE).get(f"/followup/admissions/{stay.pk}/card.pdf?language={language}")
    document = pypdfium2.PdfDocument(response.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert title in text
    assert len(document) == 1
    for disease in ("PCI", "ACS", "STEMI", "梗"):
        assert disease not in text


def test_hand_over_tells_promises_and_the_log(stay, staff, sign_in):
    visit = stay.plans.get().visits.get(code="7d")
    promised = Told(callback_at=timezone.now() + timedelta(hours=2), note="works until 17:00")
    contacts.record(visit, "call_later", promised, by=staff[Role.FOLLOWUP_NURSE])
    page = sign_in(Role.HEAD).get("/followup/hand-over/").text
    assert page.count("works until 17:00") == 2  # the promise and the log
    assert "Dr followup_nurse" in page


def test_a_death_told_on_the_phone_has_its_source(stay, staff):
    visit = stay.plans.get().visits.get(code="7d")
    contacts.record(visit, "died", Told(died_on=timezone.localdate()), by=staff[Role.FOLLOWUP_NURSE])
    assert not LifeSign.objects.get().is_alive
