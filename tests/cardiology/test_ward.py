"""The ward that stays open all day: tags that end by themselves, tasks, beds, similar names, the paper."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cardiology.actions import admissions
from cardiology.actions.board import tags, tasks
from cardiology.models import Admission, AuditEvent, Bed, Department, Echo, History, Role, Tag, Task, Vitals
from cardiology.queries.banner import banner
from cardiology.queries.board.lines import Choice, lines
from tests.cardiology.stories import admitted, treated_stemi

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def doctor(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def nurse(sign_in):
    return sign_in(Role.WARD_NURSE)


def lying(doctor, number, name, label):
    stay = admitted(doctor, number, name)
    return admissions.transfer(stay, to=Bed.objects.get(label=label), by=doctor)


@pytest.fixture
def stay(doctor, hospital):
    return lying(doctor, "0001", "张三", "01")


def test_a_tag_is_put_on_in_one_click_and_the_row_asks_for_itself_again(nurse, stay):
    url = f"/admissions/{stay.pk}/tags/"
    answer = nurse.post(url, {"tag-word": "Nil by mouth", "tag-lasts": "noon"}, headers=HTMX)
    assert answer["HX-Trigger"] == f"stay-{stay.pk}"
    assert "Nil by mouth" in answer.text
    row = nurse.get(f"/admissions/{stay.pk}/line/").text
    assert row.lstrip().startswith("<tr")
    assert "Nil by mouth" in row
    event = AuditEvent.objects.get(event="tag put on")
    assert (event.patient_id, event.new["word"]) == (stay.patient_id, "Nil by mouth")


def test_a_tag_whose_time_is_over_is_not_there_any_more_but_in_the_history(nurse, stay, doctor):
    tag = tags.put(stay, "Needs echo", lasts="shift", by=doctor)
    Tag.objects.filter(pk=tag.pk).update(
        made_at=timezone.now() - timedelta(hours=9), expires_at=timezone.now() - timedelta(seconds=1)
    )
    assert "Needs echo" not in nurse.get(f"/admissions/{stay.pk}/line/").text
    page = nurse.get(f"/admissions/{stay.pk}/round/")
    assert "ended by itself" in page.context["round"]["over_tags"][0].ended


def test_a_tag_taken_off_stays_in_the_history_and_the_second_click_changes_nothing(nurse, stay, doctor):
    tag = tags.put(stay, "Bed rest", lasts="morning", by=doctor)
    for _click in range(2):
        assert nurse.post(f"/tags/{tag.pk}/end/", headers=HTMX).status_code == 200
    assert AuditEvent.objects.filter(event="tag taken off").count() == 1
    tag.refresh_from_db()
    assert tag.ended_by.role == Role.WARD_NURSE


def test_the_same_word_again_replaces_the_earlier_one(stay, doctor):
    for lasts in ("shift", "morning"):
        tags.put(stay, "Watch closely", lasts=lasts, by=doctor)
    [line] = [found for found in lines(doctor, Choice()) if found.stay]
    assert [tag.word for tag in line.kept.tags] == ["Watch closely"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"tag-word": "x" * 41, "tag-lasts": "noon"}, "at most 40 characters"),
        ({"tag-word": "", "tag-lasts": "noon"}, "This field is required"),
        ({"tag-word": "Bed rest", "tag-lasts": "date"}, "Say until which day"),
        ({"tag-word": "Bed rest", "tag-lasts": "date", "tag-until": "-1d"}, "Say until which day"),
        ({"tag-word": "Bed rest", "tag-lasts": "date", "tag-until": "soon"}, "is not a date"),
        ({"tag-word": "a\x00b", "tag-lasts": "noon"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_with_a_tag_is_told_beside_its_field(nurse, stay, sent, told):
    answer = nurse.post(f"/admissions/{stay.pk}/tags/", sent, headers=HTMX)
    assert answer.status_code == 422
    assert told in answer.text
    assert not Tag.objects.exists()


def test_a_department_offers_words_of_its_own(nurse, stay):
    Department.objects.get(hospital__code="north").tag_words.create(word="等待手术", lasts="noon")
    offered = nurse.get(f"/admissions/{stay.pk}/round/").context["round"]["offered"]
    assert [tag["word"] for tag in offered] == ["等待手术"]


def test_a_task_is_planned_ticked_and_taken_back(nurse, stay, doctor):
    sent = {"task-text": "Call the family", "task-due_on": "t", "task-due_time": "2359",
            "task-who": f"person-{doctor.pk}"}  # fmt: skip
    nurse.post(f"/admissions/{stay.pk}/tasks/", sent, headers=HTMX)
    task = Task.objects.get()
    assert (task.for_person, task.for_role) == (doctor, "")
    assert "3 to do today, 0 done" in nurse.get(f"/admissions/{stay.pk}/line/").text
    nurse.post(f"/tasks/{task.pk}/done/", headers=HTMX)
    assert "2 to do today, 1 done" in nurse.get(f"/admissions/{stay.pk}/line/").text
    nurse.post(f"/tasks/{task.pk}/open/", headers=HTMX)
    task.refresh_from_db()
    assert (task.ending, task.ended_at, task.ended_by) == ("", None, None)
    events = AuditEvent.objects.filter(event__startswith="task").order_by("pk")
    assert [e.event for e in events] == ["task planned", "task done", "task taken back"]


def test_a_task_past_its_time_is_marked_overdue(nurse, stay, doctor):
    yesterday = timezone.localdate() - timedelta(days=1)
    tasks.plan(Task(admission=stay, text="Echo", due_on=yesterday, for_role="cardiologist"), by=doctor)
    assert "overdue" in nurse.get(f"/admissions/{stay.pk}/line/").text


def test_tasks_of_all_patients_stand_in_the_order_in_which_they_are_due(nurse, stay, doctor):
    today, other = timezone.localdate(), lying(doctor, "0002", "李四", "02")
    told = ((stay, "late", "23:58", "ward_nurse"), (other, "early", "23:57", "cardiologist"),
            (stay, "any", None, ""))  # fmt: skip
    for of, text, due_time, role in told:
        tasks.plan(Task(admission=of, text=text, due_on=today, due_time=due_time, for_role=role), by=doctor)

    def planned(query=""):
        found = nurse.get(f"/ward/tasks/{query}").context["found"]
        return [one.task.text for one in found if one.task]

    assert planned() == ["early", "late", "any"]
    assert planned("?me=1") == ["late", "any"]


def test_a_task_sent_twice_is_planned_once(nurse, stay):
    sent = {"task-text": "Weigh", "task-due_on": "t",
            "task-submission": "7f5a1a9e-3c57-4a5e-9d2b-0a4f6a1b2c3d"}  # fmt: skip
    for _try in range(2):
        assert nurse.post(f"/admissions/{stay.pk}/tasks/", sent, headers=HTMX).status_code == 200
    assert Task.objects.count() == 1


def test_the_round_works_without_scripts(nurse, stay):
    sent = {"tag-word": "Puncture site", "tag-lasts": "shift"}
    answer = nurse.post(f"/admissions/{stay.pk}/tags/", sent, follow=True)
    assert answer.redirect_chain == [(f"/admissions/{stay.pk}/round/", 302)]
    assert "Puncture site" in answer.text


def test_the_planned_discharge_is_set_where_one_stands(nurse, stay):
    url = f"/admissions/{stay.pk}/planned/"
    assert nurse.post(url, {"planned": "+1d"}, headers=HTMX).status_code == 200
    stay.refresh_from_db()
    assert stay.planned_discharge_on == timezone.localdate() + timedelta(days=1)
    refused = nurse.post(url, {"planned": "2020-01-01"}, headers=HTMX)
    assert refused.status_code == 422
    assert "cannot be before the admission" in refused.text


def test_what_the_record_asks_for_is_shown_and_never_stored(nurse, stay, doctor):
    admissions.plan_discharge(stay, on=timezone.localdate(), by=doctor)
    page = nurse.get(f"/admissions/{stay.pk}/round/")
    told = {str(duty.text): duty.url for duty in page.context["round"]["told"].duties}
    assert told["The drugs at discharge are not written"] == f"/admissions/{stay.pk}/medication/"
    assert any("core items open" in text for text in told)
    assert not Task.objects.exists()


def test_a_risk_says_what_it_rests_on(doctor, stay):
    Echo.objects.create(patient=stay.patient, admission=stay, performed_at=timezone.now(), lvef=32)
    History.objects.create(patient=stay.patient, admission=stay, allergy="yes", allergy_to="penicillin")
    Vitals.objects.create(patient=stay.patient, admission=stay, measured_at=timezone.now(), systolic_bp=70,
                          diastolic_bp=40, heart_rate=160)  # fmt: skip
    [line] = [found for found in lines(doctor, Choice()) if found.stay]
    why = {str(risk.text): risk.why for risk in line.told.risks}
    assert why["Allergy"] == "penicillin"
    assert why["LVEF < 40 %"] == "LVEF 32 %"
    assert line.told.vitals == "70/40 · 160"


def test_names_that_are_alike_are_flagged_on_the_ward_and_on_the_banner(nurse, doctor, stay):
    other = lying(doctor, "0002", "章散", "03")
    lying(doctor, "0003", "王五", "04")
    found = {line.name: line.similar for line in lines(doctor, Choice()) if line.stay}
    assert found == {"张三": "章散, bed 03", "章散": "张三, bed 01", "王五": ""}
    assert banner(doctor, other.patient, other)["similar"] == "张三, bed 01"
    assert "Similar: 章散, bed 03" in nurse.get("/ward/").text


def test_the_list_is_chosen_by_ward_doctor_and_tag(nurse, doctor, stay):
    other = lying(doctor, "0002", "李四", "02")
    Admission.objects.filter(pk=other.pk).update(attending=doctor)
    tag = tags.put(stay, "Needs echo", lasts="shift", by=doctor)

    def names(query):
        return [line.name for line in nurse.get(f"/ward/?{query}").context["lines"] if line.stay]

    assert names(f"attending={doctor.pk}") == ["李四"]
    assert names(f"tag={tag.pk}") == ["张三"]
    assert names(f"ward={stay.ward_id}&order=-bed") == ["李四", "张三"]
    assert names("mine=1") == names("tag=99999") == []
    assert names("ward=x&order=nonsense") == ["张三", "李四"]


def test_a_nurse_finds_the_patients_who_are_hers(nurse, doctor, stay, staff):
    lying(doctor, "0002", "李四", "02")
    own = staff[Role.WARD_NURSE]
    Admission.objects.filter(pk=stay.pk).update(primary_nurse=own)
    for query in ("mine=1", f"nurse={own.pk}"):
        page = nurse.get(f"/ward/?{query}")
        assert [line.name for line in page.context["lines"] if line.stay] == ["张三"]
        assert str(own) in page.text
    assert banner(own, stay.patient, Admission.objects.get(pk=stay.pk))["nurse"] == str(own)
    empty = nurse.get(f"/patients/{stay.patient_id}/admit/").context["form"]
    assert empty["primary_nurse"].value() == own.pk


def test_names_can_be_hidden(nurse, stay):
    page = nurse.get("/ward/?hidden=1").text
    assert "张三" not in page
    assert "张＊＊" in page


def test_a_patient_is_moved_and_a_taken_bed_is_refused(nurse, doctor, stay):
    lying(doctor, "0002", "李四", "02")
    taken, free = Bed.objects.get(label="02"), Bed.objects.get(label="03")
    answer = nurse.post(f"/admissions/{stay.pk}/move/", {"bed": taken.pk}, follow=True)
    assert "Bed 02 is taken" in answer.text
    stay.refresh_from_db()
    assert stay.bed.label == "01"
    answer = nurse.post(f"/admissions/{stay.pk}/move/", {"bed": free.pk}, follow=True)
    assert "bed 03 now" in answer.text
    stay.refresh_from_db()
    assert stay.bed == free
    assert AuditEvent.objects.filter(event="moved").latest("pk").new["bed"] == free.pk


def test_a_bed_of_another_hospital_is_not_there(nurse, stay, stranger):
    department = stranger.hospital.departments.first()
    bed = Bed.objects.create(ward=department.wards.create(name="South 1"), label="S1")
    assert (
        "There is no such bed"
        in nurse.post(f"/admissions/{stay.pk}/move/", {"bed": bed.pk}, follow=True).text
    )
    assert nurse.post(f"/beds/{bed.pk}/block/", {"reason": "broken"}).status_code == 404


def test_a_blocked_bed_takes_nobody_until_it_is_free_again(nurse, stay):
    bed = Bed.objects.get(label="02")
    nurse.post(f"/beds/{bed.pk}/block/", {"reason": "being cleaned"})
    assert "being cleaned" in nurse.get("/ward/beds/").text
    refused = nurse.post(f"/admissions/{stay.pk}/move/", {"bed": bed.pk}, follow=True)
    assert "Bed 02 cannot be used: being cleaned" in refused.text
    nurse.post(f"/beds/{bed.pk}/block/", {"free": "1"})
    nurse.post(f"/admissions/{stay.pk}/move/", {"bed": bed.pk})
    stay.refresh_from_db()
    assert stay.bed == bed
    told = nurse.post(f"/beds/{bed.pk}/block/", {"reason": "broken"}, follow=True).text
    assert "Somebody lies in this bed" in told


def test_an_ended_stay_is_kept_in_mind_no_more(nurse, stay, doctor):
    Admission.objects.filter(pk=stay.pk).update(discharged_at=timezone.now())
    sent = {"tag-word": "Bed rest", "tag-lasts": "shift"}
    assert "This stay has ended" in nurse.post(f"/admissions/{stay.pk}/tags/", sent, headers=HTMX).text
    assert nurse.get(f"/admissions/{stay.pk}/line/").status_code == 404
    assert nurse.get(f"/admissions/{stay.pk}/round/").status_code == 200


def test_the_ward_asks_as_often_for_five_as_for_forty(nurse, doctor, hospital):
    def asked(page):
        assert nurse.get(page).status_code == 200
        with CaptureQueriesContext(connection) as found:
            nurse.get(page)
        # every ten seconds a request also notes the session as used
        return sum(not asked["sql"].startswith('UPDATE "cardiology_staffsession"') for asked in found)

    def fill(numbers):
        for n in numbers:
            stay = treated_stemi(doctor, f"{n:04d}", name=f"张{n}")
            tags.put(stay, "Watch closely", lasts="morning", by=doctor)
            task = Task(admission=stay, text="Weigh", due_on=timezone.localdate(), for_person=doctor)
            tasks.plan(task, by=doctor)

    pages = ("/ward/", "/ward/beds/", "/ward/?order=tasks")
    fill(range(5))
    few = [asked(page) for page in pages]
    fill(range(5, 40))
    assert [asked(page) for page in pages] == few
    assert max(few) <= 45


def test_a_ward_that_has_changed_says_so_and_stays_as_it_is_read(nurse, doctor, stay):
    since = nurse.get("/ward/").context["since"]
    assert "changed" not in nurse.get(f"/ward/news/?since={since}").text
    tags.put(stay, "Needs echo", lasts="shift", by=doctor)
    assert "1 patient has changed: show" in nurse.get(f"/ward/news/?since={since}").text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_hand_over_list_is_printed_and_audited(nurse, stay, language):
    answer = nurse.get(f"/ward/handover.pdf?language={language}")
    assert answer.content.startswith(b"%PDF")
    assert AuditEvent.objects.get(event="handover list printed").new == {"stays": [stay.pk]}


def test_the_patient_page_shows_what_is_kept_in_mind_and_follows_changes(nurse, stay, doctor):
    tags.put(stay, "Bed rest", lasts="morning", by=doctor)
    assert "Bed rest" in nurse.get(f"/patients/{stay.patient_id}/").text
    tasks.plan(Task(admission=stay, text="Weigh", due_on=timezone.localdate()), by=doctor)
    assert "Weigh" in nurse.get(f"/admissions/{stay.pk}/round/?panel=1", headers=HTMX).text


def test_what_was_left_undone_at_the_end_of_a_stay_is_in_its_history(nurse, stay, doctor):
    tasks.plan(Task(admission=stay, text="Weigh", due_on=timezone.localdate()), by=doctor)
    Admission.objects.filter(pk=stay.pk).update(discharged_at=timezone.now())
    page = nurse.get(f"/admissions/{stay.pk}/round/").text
    assert "Weigh" in page
    assert "Not done" in page
    assert nurse.get(f"/admissions/{stay.pk}/round/?panel=1").text.strip() == ""
