"""The quality board shows what the worker counted, and the worker counts what is in the record."""

import io
import re
from collections import Counter
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta

import openpyxl
import pypdfium2
import pytest
from django.core import mail
from django.utils import timezone

from cardiology.actions.quality import confirmations, counting, letters
from cardiology.models import (
    Admission,
    AuditEvent,
    BoardLetter,
    BoardReader,
    CountedMonth,
    Hospital,
    IntervalMonth,
    MeasureMonth,
    Role,
    Timeline,
)
from cardiology.quality import MEASURES, Outcome
from cardiology.queries.guidance.facts import facts
from cardiology.queries.one_stay import Recorded
from cardiology.queries.quality import reviews
from cardiology.queries.quality.board import Period, page
from cardiology.queries.quality.subject import funnels
from cardiology.queries.snapshots import snapshots
from cardiology.scores import SCORES
from tests.cardiology.stories import discharged, treated_stemi

pytestmark = pytest.mark.django_db


@pytest.fixture
def arrived():
    """A morning of the month before this one."""
    first = timezone.localdate().replace(day=1)
    day = (first - timedelta(days=1)).replace(day=3)
    return timezone.make_aware(datetime.combine(day, time(8)))


@pytest.fixture
def stays(staff, arrived):
    doctor = staff[Role.CARDIOLOGIST]
    told = ((70, "home", "张三"), (130, "home", "李四"), (80, "died", "王五"))
    found = [
        discharged(treated_stemi(doctor, f"{n:04d}", wire=wire, name=name, arrival=arrived), doctor,
                   disposition=disposition)
        for n, (wire, disposition, name) in enumerate(told, 1)
    ]  # fmt: skip
    Admission.objects.update(attending=doctor)
    return found


@pytest.fixture
def month(arrived):
    return timezone.localtime(arrived).date().replace(day=1)


def stored(measure, month, cut="hospital"):
    return MeasureMonth.objects.get(measure=measure, month=month, cut=cut)


def test_counts_equal_a_recount_by_hand(stays, month, hospital):
    """Every measure and outcome, judged one stay at a time, by hospital and by doctor."""
    counting.count_due()
    judged = snapshots(Admission.objects.filter(hospital=hospital).select_related("patient"))
    for measure in MEASURES.values():
        outcomes = Counter(measure(patient).outcome for _id, patient in judged)
        counted = {o: n for o, n in outcomes.items() if o is not Outcome.NOT_IN_DENOMINATOR}
        for cut in ("hospital", "doctor"):
            row = MeasureMonth.objects.filter(measure=measure.id, month=month, cut=cut).first()
            if not counted:
                assert row is None, measure.id
                continue
            assert row.met == outcomes[Outcome.MET], measure.id
            assert row.n == outcomes[Outcome.MET] + outcomes[Outcome.NOT_MET], measure.id
            assert row.excluded == outcomes[Outcome.EXCLUDED], measure.id
            assert row.exceptions == outcomes[Outcome.EXCEPTION], measure.id
            assert row.indeterminate == outcomes[Outcome.INDETERMINATE], measure.id


def test_one_stay_and_many_are_read_alike(stays):
    """Of many stays only some variables are read: none that a snapshot asks for may be left out."""
    many = dict(snapshots(Admission.objects.select_related("patient")))
    for stay in stays:
        read = Recorded(stay)
        of_rules = facts(read)  # what rules ask for and no measure does is read of one stay only
        told, one = asdict(many[stay.pk]), asdict(read.snapshot)
        assert {n: v for n, v in told.items() if n not in of_rules} == {
            n: v for n, v in one.items() if n not in of_rules
        }


def test_the_board_says_what_happened(stays, month, staff, sign_in):
    counting.count_due()
    answer = sign_in(Role.HEAD).get("/reports/board/")
    numbers = {line["number"].id: line["number"] for line in answer.context["numbers"]}
    assert (numbers["M05"].met, numbers["M05"].n) == (2, 3)
    assert (numbers["M12"].met, numbers["M12"].n, numbers["M12"].excluded) == (2, 2, 1)
    assert (numbers["M26"].met, numbers["M26"].n, numbers["M26"].is_reached) == (1, 3, False)
    parts = [(numbers[i].met, numbers[i].n) for i in ("M05", "M12")]
    assert numbers["CCC"].n >= sum(n for _met, n in parts)
    times = {t["label"]: t for t in answer.context["times"]}
    assert times["Door to wire"]["median"] == "80"
    assert not answer.context["board"].is_waiting


def test_nothing_counted_is_said(staff, sign_in):
    answer = sign_in(Role.HEAD).get("/reports/board/")
    assert answer.context["board"].is_waiting
    assert "being counted" in answer.content.decode()
    assert sign_in(Role.HEAD).get("/reports/board/M05/").status_code == 200
    assert sign_in(Role.HEAD).get("/reports/board.pdf").status_code == 200


def test_a_change_is_counted_when_asked_for(stays, month, staff, sign_in):
    counting.count_due()
    assert counting.count_due() == 0
    stays[2].hospital.admissions.filter(pk=stays[2].pk).update(category="nstemi")
    sign_in(Role.HEAD).post("/reports/board/recount/")
    assert page(staff[Role.HEAD], Period(month, 1)).is_waiting
    assert counting.count_due() == counting.MONTHS
    assert stored("M05", month).n == 2
    assert not page(staff[Role.HEAD], Period(month, 1)).is_waiting


def test_a_second_worker_is_called_to_what_one_cannot_count_at_once(stays, monkeypatch):
    called = []
    monkeypatch.setattr(
        counting, "_wake", lambda: called.append(CountedMonth.objects.filter(counted_at=None).count())
    )
    counting.count_due()
    assert called == [counting.MONTHS - 1]  # while the others were still to be counted
    CountedMonth.objects.filter(month=CountedMonth.objects.latest("month").month).update(counted_at=None)
    assert counting.count_due() == 1
    assert len(called) == 1  # nothing is left for a second one


def test_old_counts_are_counted_again(stays, hospital):
    counting.count_due()
    CountedMonth.objects.update(counted_at=timezone.now() - timedelta(hours=2))
    assert counting.count_due() == 2  # the two newest months
    CountedMonth.objects.update(counted_at=timezone.now() - timedelta(hours=25))
    assert counting.count_due() == counting.MONTHS


def test_a_number_leads_to_its_months_and_their_patients(stays, month, sign_in):
    counting.count_due()
    answer = sign_in(Role.HEAD).get("/reports/board/M05/")
    address = f"/reports/{month.year}-{month.month}/M05/"
    assert address in answer.content.decode()
    rows = sign_in(Role.HEAD).get(address).context["rows"]
    assert [row.outcome for row in rows] == ["not_met", "met", "met"]
    reasons = sign_in(Role.HEAD).get("/reports/board/M12/").context["reasons"]
    assert [(str(r.outcome), r.reason, r.n) for r in reasons] == [("Excluded", "Died", 1)]


def test_what_is_not_known_is_named(stays, month, sign_in):
    rows = sign_in(Role.HEAD).get(f"/reports/{month.year}-{month.month}/M03/").context["rows"]
    assert rows[0].missing[0] == "Time of the loading dose of a P2Y12 inhibitor"


def peers(month, *sizes):
    for i, (met, n) in enumerate(sizes):
        other = Hospital.objects.create(code=f"other{i}", name=f"Other {i}")
        MeasureMonth.objects.create(hospital=other, month=month, measure="M12", cut="hospital", met=met, n=n)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [([(9, 10)], None), ([(9, 10), (8, 9)], None), ([(9, 10), (5, 20), (1, 3)], (14, 30))],
    ids=["one would be named", "one is too small", "two together"],
)
def test_other_hospitals_appear_only_together(stays, month, staff, sizes, expected):
    counting.count_due()
    peers(month, *sizes)
    number = next(n for n in page(staff[Role.HEAD], Period(month, 1)).numbers if n.id == "M12")
    assert number.peers == expected
    shown = [f for f in funnels(staff[Role.HEAD], "M12", Period(month, 1)) if str(f.title) == "Hospital"]
    names = [u.label for f in shown for u in f.units if not u.is_own]
    assert names == ([""] * 2 if expected else [])


def test_the_board_prints_in_both_languages_and_as_a_spreadsheet(stays, sign_in):
    counting.count_due()
    client = sign_in(Role.HEAD)
    for language, words in (("en", "Quality board"), ("zh-hans", "质量看板")):
        paper = pypdfium2.PdfDocument(client.get(f"/reports/board.pdf?language={language}").content)
        assert words in paper[0].get_textpage().get_text_range()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/reports/board.xlsx").content)).active
    lines = {(r[0], r[2]): r for r in sheet.iter_rows(values_only=True)}
    whole = next(r for (measure, period), r in lines.items() if measure == "M05" and "–" in str(period))
    assert whole[3:6] == (2, 3, 66.7), "a share is a number that a spreadsheet reckons with"
    assert AuditEvent.objects.filter(event="board printed").count() == 3


@pytest.mark.parametrize(("language", "first"), [("en", "PDF English"), ("zh-hans", "PDF 中文")])
def test_paper_is_offered_first_in_the_language_of_the_reader(sign_in, language, first):
    client = sign_in(Role.HEAD)
    client.cookies["django_language"] = language
    page = client.get("/reports/board/").content.decode()
    (link,) = re.findall(r'<a class="button button--primary"[^>]*>(PDF[^<]*)</a>', page)
    assert link == first


def test_the_board_takes_few_queries_whatever_it_shows(stays, sign_in, django_assert_max_num_queries):
    counting.count_due()
    with django_assert_max_num_queries(32):
        sign_in(Role.HEAD).get("/reports/board/")


def test_a_head_chooses_the_numbers(stays, sign_in, staff):
    client = sign_in(Role.HEAD)
    assert client.post("/reports/board/choose/", {"measure": ["M05", "F01"]}).status_code == 302
    shown = [line["number"].id for line in client.get("/reports/board/").context["numbers"]]
    assert shown == ["M05", "F01"]
    assert client.post("/reports/board/choose/", {"measure": list(MEASURES)}).status_code == 422
    assert client.post("/reports/board/choose/", {"measure": ["M99"]}).status_code == 422
    assert sign_in(Role.CARDIOLOGIST).post("/reports/board/choose/", {}).status_code == 403


def test_a_letter_holds_a_link_and_goes_once(stays, month, staff, sign_in):
    sign_in(Role.HEAD).post("/reports/board/letter/", {"address": "head@example.org"})
    assert letters.send_due() == 0  # the month is not counted yet
    counting.count_due()
    assert letters.send_due() == 1
    assert letters.send_due() == 0
    assert "/reports/board/" in mail.outbox[0].body
    assert not mail.outbox[0].attachments
    assert "M05" not in mail.outbox[0].body


def test_a_crash_while_sending_never_sends_twice(stays, month, staff, monkeypatch):
    BoardReader.objects.create(reader=staff[Role.HEAD], address="head@example.org")
    counting.count_due()

    def crash(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(letters, "send_mail", crash)
    with pytest.raises(KeyboardInterrupt):
        letters.send_due()
    monkeypatch.undo()
    assert letters.send_due() == 0
    assert BoardLetter.objects.get().sent_at is None
    assert not mail.outbox


def test_an_address_that_is_none_is_refused(sign_in):
    answer = sign_in(Role.HEAD).post("/reports/board/letter/", {"address": "nobody"}, follow=True)
    assert "valid email" in answer.content.decode()
    assert not BoardReader.objects.exists()


def test_a_head_confirms_a_definition_in_its_version(staff, sign_in, monkeypatch):
    head = staff[Role.HEAD]
    assert not next(e for e in entries(sign_in) if e.id == "H07").confirmed
    sign_in(Role.HEAD).post("/reference/measures/H07/confirm/")
    found = next(e for e in entries(sign_in) if e.id == "H07")
    assert found.confirmed
    assert found.confirmation.by == head
    assert AuditEvent.objects.filter(event="definition confirmed").count() == 1
    monkeypatch.setitem(MEASURES, "H07", replace(MEASURES["H07"], version="2"))
    assert not next(e for e in entries(sign_in) if e.id == "H07").confirmed
    assert confirmations.withdraw("measure", "H07", by=head) == 1


def entries(sign_in):
    return sign_in(Role.HEAD).get("/reference/measures/").context["entries"]


def test_cases_leave_without_names(stays, month, sign_in, staff):
    answer = sign_in(Role.HEAD).get(f"/reports/board/chest-pain.xlsx?until={month:%Y-%m}&months=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    wire = next(i for i, label in enumerate(rows[0]) if str(label).startswith("Door to wire"))
    assert [r[wire] for r in rows[1:]] == [70, 130, 80]
    labels = [str(Timeline._meta.get_field(n).label) for n in ("door_at", "wire_crossed_at")]
    door, crossed = map(rows[0].index, labels)
    assert [r[crossed] - r[door] for r in rows[1:]] == [timedelta(minutes=m) for m in (70, 130, 80)]
    assert sheet.cell(2, door + 1).number_format == "yyyy-mm-dd hh:mm"
    told = " ".join(str(cell) for row in rows for cell in row)
    assert not any(secret in told for secret in ("张三", "0001", "A0001"))
    assert len({r[0] for r in rows[1:]}) == 3
    assert sign_in(Role.CARDIOLOGIST).get("/reports/board/chest-pain.xlsx").status_code == 403


def test_times_that_run_backwards_are_errors(staff, arrived, month):
    doctor = staff[Role.CARDIOLOGIST]
    discharged(treated_stemi(doctor, "0009", wire=-20, arrival=arrived), doctor)
    counting.count_due()
    assert stored("M05", month).reasons == {"excluded": {"times out of order": 1}}
    assert not IntervalMonth.objects.filter(interval="door_to_wire").exists()


def test_months_are_those_of_the_hospital():
    assert Period(date(2026, 2, 1), 3).months == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert Period(date(2026, 2, 1), 3).before == [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1)]


def test_an_overdue_review_is_a_warning_on_the_board_and_in_check(sign_in, staff, monkeypatch):
    late = date(2026, 1, 2)
    assert reviews.overdue(timezone.localdate()) == []
    assert reviews.check_definitions() == []
    monkeypatch.setitem(MEASURES, "H07", replace(MEASURES["H07"], next_review=late))
    monkeypatch.setitem(SCORES, "grace", replace(SCORES["grace"], next_review=late))
    page = sign_in(Role.HEAD).get("/reports/board/").content.decode()
    assert "The review of 2 definitions is overdue." in page
    assert 'href="/reference/measures/#H07"' in page
    assert 'href="/reference/scores/#grace"' in page
    (warning,) = reviews.check_definitions()
    assert "H07 (2026-01-02)" in warning.msg
