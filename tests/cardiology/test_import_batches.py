"""A file as one batch: checked, brought in and undone by a worker, which may die at any moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cardiology.actions import patients, sections
from cardiology.actions.files import batches, work
from cardiology.actions.imports import Incoming
from cardiology.models import Admission, AuditEvent, BatchState, Echo, ImportBatch, ImportedRow, Patient, Role
from tests.cardiology.stories import admitted

ECHO = "patient,admission,performed_at,lvef\n"


@pytest.fixture(autouse=True)
def _var(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def manager(staff):
    return staff[Role.DATA_MANAGER]


@pytest.fixture
def stay(staff):
    return admitted(staff[Role.CARDIOLOGIST])


@pytest.fixture
def bring(manager):
    def bring_in(kind, text, clean_only=False):
        batch = batches.send(Incoming("x.csv", text.encode()), kind, by=manager)
        work.work()
        batches.accept(batch, clean_only=clean_only, by=manager)
        work.work()
        batch.refresh_from_db()
        return batch

    return bring_in


def undo(batch, manager, reason="Wrong file"):
    batches.undo(batch, reason=reason, by=manager)
    work.work()
    batch.refresh_from_db()
    return batch.undone


def test_undoing_withdraws_what_the_file_made_and_keeps_what_it_held(bring, manager, stay):
    batch = bring("echo", ECHO + "0001,A0001,2026-03-03 08:00,38\n0001,A0001,2026-03-04 08:00,41\n")
    assert (batch.state, Echo.objects.count()) == (BatchState.STORED, 2)
    told = undo(batch, manager)
    assert (batch.state, told["counts"]) == ("undone", {"withdrawn": 2, "restored": 0, "kept": 0})
    assert not Echo.objects.exists()
    held = ImportedRow.objects.filter(batch=batch).order_by("pk").values_list("old", flat=True)
    assert [row["lvef"] for row in held] == [38, 41]
    event = AuditEvent.objects.get(event="import undone")
    assert (event.about_id, event.new["reason"], event.by_id) == (batch.pk, "Wrong file", manager.pk)


def test_undoing_gives_changed_rows_every_old_value_back(bring, manager, stay):
    bring("patient", "number,name,sex,birth_on\n1,张三,male,1960-05-01\n")
    before = Patient.objects.values().get(number="1")
    batch = bring("patient", "number,name,sex,birth_on\n1,李四,,\n")
    assert (Patient.objects.get(number="1").name_initials, Patient.objects.get(number="1").sex) == (
        "ls",
        None,
    )
    assert undo(batch, manager)["counts"] == {"withdrawn": 0, "restored": 1, "kept": 0}
    after = Patient.objects.values().get(number="1")
    assert after == before | {"revision": 3}
    event = AuditEvent.objects.filter(event="amended", about="cardiology.patient").latest("pk")
    assert (event.new["name"], event.new["sex"], event.old["name"]) == ("张三", "male", "李四")


def test_what_a_person_changed_since_is_kept_and_told(bring, manager, staff, stay):
    batch = bring("echo", ECHO + "0001,A0001,2026-03-03 08:00,38\n0001,A0001,2026-03-04 08:00,41\n")
    amended = Echo.objects.get(lvef=38)
    amended.lvef = 35
    sections.save(amended, by=staff[Role.CARDIOLOGIST])
    told = undo(batch, manager)
    assert told["counts"] == {"withdrawn": 1, "restored": 0, "kept": 1}
    assert told["kept"][0]["sentence"] == "It was changed after this file was brought in."
    assert list(Echo.objects.values_list("lvef", flat=True)) == [35]


def test_rows_that_others_belong_to_are_kept_with_their_reason(bring, manager, staff):
    batch = bring("patient", "number,name\n1,张三\n2,李四\n")
    patients.add_phone(Patient.objects.get(number="2"), number="13800000000", by=staff[Role.CARDIOLOGIST])
    told = undo(batch, manager)
    assert told["counts"] == {"withdrawn": 1, "restored": 0, "kept": 1}
    assert told["kept"][0]["sentence"] == "Other entries belong to it: phones. Withdraw them first."
    assert Patient.objects.get().number == "2"


def test_a_file_is_undone_once_and_for_a_reason(bring, manager, staff, stay):
    batch = bring("echo", ECHO + "0001,A0001,2026-03-03 08:00,38\n")
    with pytest.raises(ValidationError, match="Say why"):
        batches.undo(batch, reason=" ", by=manager)
    with pytest.raises(PermissionDenied):
        batches.undo(batch, reason="x", by=staff[Role.CARDIOLOGIST])
    undo(batch, manager)
    with pytest.raises(ValidationError, match="decided before"):
        batches.undo(batch, reason="again", by=manager)


def test_the_same_file_comes_in_again_after_its_undoing(bring, manager, stay):
    text = ECHO + "0001,A0001,2026-03-03 08:00,38\n"
    undo(bring("echo", text), manager)
    assert bring("echo", text).counts["echo"]["new"] == 1


def test_a_later_file_is_undone_before_an_earlier_one(bring, manager, stay):
    first = bring("patient", "number,name\n1,A\n")
    second = bring("patient", "number,name\n1,B\n")
    assert undo(first, manager)["counts"] == {"withdrawn": 0, "restored": 0, "kept": 1}
    assert undo(second, manager)["counts"]["restored"] == 1
    assert Patient.objects.get(number="1").name == "A"


def test_what_no_longer_fits_is_kept_and_the_rest_goes_back(bring, manager, staff, stay):
    bring("patient", "number,name\n1,A\n2,B\n")
    rows = "".join(
        f"{p.pk},1,{p.number}x,C\n" for p in Patient.objects.filter(number__in="12").order_by("pk")
    )
    batch = bring("patient", f"row,revision,number,name\n{rows}")
    Patient.objects.create(hospital=manager.hospital, number="1", name="Somebody else")
    told = undo(batch, manager)
    assert told["counts"] == {"withdrawn": 0, "restored": 1, "kept": 1}
    assert "no longer fits" in told["kept"][0]["sentence"]
    assert set(Patient.objects.values_list("number", flat=True)) == {"0001", "1", "1x", "2"}


def test_only_the_clean_rows(bring, stay):
    batch = bring(
        "echo", ECHO + "0001,A0001,2026-03-03 08:00,38\n0001,A0001,x,140\n9,A0001,2026-03-03 08:00,1\n", True
    )
    assert (batch.counts["echo"]["new"], batch.found["left_out"]) == (1, 2)
    assert batch.found["wrong_rows"] == 2


def test_rows_that_only_fail_together_are_left_out_too(bring, stay):
    """The second line repeats the first: only storing finds that out."""
    text = "patient,admission,hypertension\n0001,A0001,yes\n0001,A0001,no\n"
    assert bring("history", text, True).counts["history"]["new"] == 1


def test_a_file_waits_for_a_worker_and_a_dead_one_is_taken_over(manager, stay):
    batch = batches.send(
        Incoming("x.csv", (ECHO + "0001,A0001,2026-03-03 08:00,38\n").encode()), "echo", by=manager
    )
    assert work.claim().pk == batch.pk
    assert work.claim() is None
    ImportBatch.objects.update(alive_until=timezone.now() - timedelta(seconds=1))
    assert work.work() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.attempts) == (BatchState.CHECKED, 2)


def test_a_worker_that_was_taken_for_dead_writes_nothing(manager, stay, monkeypatch):
    batch = batches.send(
        Incoming("x.csv", (ECHO + "0001,A0001,2026-03-03 08:00,38\n").encode()), "echo", by=manager
    )
    work.work()
    batches.accept(batch, by=manager)
    real = work.import_file

    def taken_over(*args, **options):
        ImportBatch.objects.filter(pk=batch.pk).update(attempts=7)
        return real(*args, **options)

    monkeypatch.setattr(work, "import_file", taken_over)
    work.carry_out(batch.pk)
    assert not Echo.objects.exists()
    assert not ImportedRow.objects.exists()
    assert ImportBatch.objects.get().state == BatchState.STORING


def test_work_that_always_breaks_off_ends_with_a_sentence(manager, stay):
    batch = batches.send(Incoming("x.csv", b"number,name\n1,A\n"), "patient", by=manager)
    ImportBatch.objects.update(attempts=work.MOST_ATTEMPTS)
    work.work()
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (BatchState.FAILED, "The work broke off 3 times.")


def test_what_changed_between_check_and_decision_is_told_again(manager, staff):
    stay = admitted(staff[Role.CARDIOLOGIST])
    Admission.objects.update(discharged_at=timezone.now())
    text = b"patient,number,admitted_at\n0001,B1,2026-04-01 08:00\n"
    batch = batches.send(Incoming("x.csv", text), "admission", by=manager)
    work.work()
    batches.accept(batch, by=manager)
    Admission.objects.update(discharged_at=None)
    work.work()
    batch.refresh_from_db()
    assert (batch.state, Admission.objects.get()) == (BatchState.CHECKED, stay)
    assert "already has an open stay" in batch.found["shown"][0]["sentence"]
