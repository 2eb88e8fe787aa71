"""The table of access.md as rows, and the objects that its addresses are about."""

import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from cardiology.actions import documents, merging, sections
from cardiology.actions.board import tags, tasks
from cardiology.actions.trust import emergency
from cardiology.dictionary import registry
from cardiology.models import (
    Admission,
    Bed,
    CriticalCall,
    Draft,
    Extract,
    ImportBatch,
    LabResult,
    Patient,
    Reabstraction,
    ReabstractionSample,
    Role,
    Task,
    User,
)
from followup.models import Adjudication, ReportedEvent
from research.actions import questions
from research.examples import EXAMPLES
from research.models import Run
from tests.cardiology.stories import discharged, treated_stemi
from tests.conftest import employ, open_south

TABLE = Path(__file__).with_name("access.md")
VISITORS = ("anonymous", *(role.value for role in Role), "other hospital")
# Django's pages for administrators: test_administration.py tries them.
NOT_OURS = re.compile(r"^admin:")


@dataclass(frozen=True)
class Line:
    """One row of the table: an address with its arguments, how it is asked, and what each visitor gets."""

    pattern: str
    arguments: dict[str, str]
    method: str
    expected: dict[str, str]


def lines():
    """Every row of the table, in order."""
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if not text.startswith("|") or cells[0] == "address" or not set(text) - set("|-: "):
            continue
        assert len(cells) == len(VISITORS) + 2, f"access.md: {text!r} has {len(cells)} cells."
        pattern, *told = cells[0].strip("`").split()
        arguments = dict(word.split("=") for word in told)
        yield Line(pattern, arguments, cells[1], dict(zip(VISITORS, cells[2:], strict=True)))


def addresses(patterns=None, namespace=""):
    """Every named address of the house with the arguments it takes: {name: [argument, ...]}."""
    found = {}
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}"
            if not NOT_OURS.match(name):
                taken = sorted(entry.pattern.converters) + sorted(entry.pattern.regex.groupindex)
                found.setdefault(name, list(dict.fromkeys(taken)))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= addresses(entry.url_patterns, inner)
    return found


def names_of(line):
    """The addresses that a row speaks of; `*` stands for any part of a name."""
    return [name for name in addresses() if fnmatchcase(name, line.pattern)]


def story(staff):
    """A STEMI who has gone home, another who is still here, and what hangs on them."""
    doctor = staff[Role.CARDIOLOGIST]
    gone = discharged(treated_stemi(doctor, "0001"), doctor)
    here = treated_stemi(doctor, "0002", name="李四")
    phone = here.patient.phones.create(number="13800000000", digits="13800000000")
    draft = Draft.objects.create(by=doctor, admission=here, section="vitals", values={})
    return {
        "draft": draft,
        "gone": gone,
        "here": here,
        "phone": phone,
        "bed": Bed.objects.first(),
        "tag": tags.put(here, "Bed rest", lasts="shift", by=doctor),
        "task": tasks.plan(Task(admission=here, text="Weigh", due_on=timezone.localdate()), by=doctor),
        "call": critical_call(here, doctor),
        **desk(gone, doctor),
        "file": ImportBatch.objects.create(kind="vitals", file_name="x.csv", hospital_id=gone.hospital_id),
        "extract": Extract.objects.create(
            hospital=gone.hospital, asked_by=staff[Role.DATA_MANAGER], kind="vitals", form="csv", token="0"
        ),
        **asked(staff),
        "merge": merging.ask(gone.patient, here.patient, reason="Same card", choices=(), by=doctor),
    }


def critical_call(here, doctor):
    """A potassium that somebody has to be told of."""
    row = LabResult(
        patient=here.patient, admission=here, test="k", value_text="6.5", collected_at=timezone.now()
    )
    sections.enter(row, confirmed={"value_text"}, by=doctor)
    return CriticalCall.objects.get(result=row)


def desk(gone, doctor):
    """A planned contact, and a red flag that somebody told on the phone."""
    visit = gone.plans.first().visits.order_by("due_on").first()
    contact = visit.contacts.create(patient=gone.patient, by=doctor, outcome="answered")
    flag = contact.escalations.create(patient=gone.patient, flag="RF01", to=doctor)
    return {"visit": visit, "flag": flag, **around_the_call(visit, doctor)}


def around_the_call(visit, doctor):
    """A self-report that waits, an event with a paper, and its case before the judges."""
    link = visit.report_links.create(patient=visit.patient, expires_at=timezone.now() + timedelta(days=1))
    report = link.reports.create(patient=visit.patient, visit=visit, answers={"nyha": "2"})
    event = ReportedEvent.objects.create(
        patient=visit.patient, kind="mi", occurred_on=timezone.localdate(), precision="day"
    )
    paper = event.documents.create(
        patient=visit.patient, title="Letter", is_masked=True, content=b"%PDF-", size=5, sha256="0" * 64,
        content_type="application/pdf", added_by=doctor,
    )  # fmt: skip
    case = Adjudication.objects.create(event=event, patient=visit.patient, kind="mi", opened_by=doctor)
    return {"report": report, "event": event, "paper": paper, "case": case}


def asked(staff):
    """A question that a researcher shares with the hospital, its version, a run and a release."""
    researcher = staff[Role.RESEARCHER]
    definition = {**EXAMPLES[0].said(), "cut": "2026-11-25"}
    question = questions.create("Asked by all", definition, by=researcher)
    question = questions.describe(
        question, title="Asked by all", is_shared=True, study="A study", by=researcher
    )
    version = questions.save(question, name="First", by=researcher)
    run = Run.objects.create(
        hospital=question.hospital, question=question, version=version, kind="counts", definition=definition,
        sha256=version.sha256, submission=uuid.uuid4(), asked_by=researcher,
    )  # fmt: skip
    return {"question": question, "version": version, "run": run}


# How an argument of an address is made from the story; an app that brings a new argument adds a line.
ARGUMENTS = {
    "patient_id": lambda told, _name: told["here"].patient_id,
    "admission_id": lambda told, _name: told["here"].pk,
    "other_id": lambda told, _name: told["gone"].patient_id,
    "merge_id": lambda told, _name: told["merge"].pk,
    "phone_id": lambda told, _name: told["phone"].pk,
    "row_id": lambda told, name: (
        told["phone"].pk if name == "patient_beside" else one_row(told, "procedure").pk
    ),
    "user_id": lambda told, _name: told["draft"].by_id,
    "draft_id": lambda told, _name: told["draft"].pk,
    "parent_id": lambda _told, _name: 0,
    "part_id": lambda told, name: one_row(told, "lesion").pk if name == "cath_withdraw" else 0,
    "section": lambda _told, _name: "procedure",
    "part": lambda _told, name: "criterion" if name.startswith("research:") else "lesion",
    "name": lambda _told, _name: "contrast",
    "what": lambda _told, _name: "phone",
    "phase": lambda _told, _name: "ward",
    "family": lambda _told, _name: "mra",
    "system": lambda _told, _name: "drugs",
    "year": lambda _told, _name: 2026,
    "month": lambda _told, _name: 3,
    "subject": lambda _told, _name: "M05",
    "measure_id": lambda _told, _name: "M05",
    "score_id": lambda _told, _name: "cha2ds2_vasc",
    "book": lambda _told, _name: "scores",
    "kind": lambda _told, name: "counts" if name.startswith("research:") else "vitals",
    "bed_id": lambda told, _name: told["bed"].pk,
    "call_id": lambda told, _name: told["call"].pk,
    "rule": lambda _told, _name: "R11",
    "tag_id": lambda told, _name: told["tag"].pk,
    "task_id": lambda told, _name: told["task"].pk,
    "access_id": lambda told, _name: read_elsewhere(told).pk,
    "visit_id": lambda told, _name: told["visit"].pk,
    "plan_id": lambda told, _name: told["visit"].plan_id,
    "escalation_id": lambda told, _name: told["flag"].pk,
    "report_id": lambda told, _name: told["report"].pk,
    "event_id": lambda told, _name: told["event"].pk,
    "document_id": lambda told, _name: told["paper"].pk,
    "paper_id": lambda told, _name: a_document(told).pk,
    "case_id": lambda told, _name: told["case"].pk,
    "question_id": lambda told, _name: told["question"].pk,
    "number": lambda told, _name: told["version"].number,
    "other": lambda told, _name: told["version"].number,
    "run_id": lambda told, _name: told["run"].pk,
    "place": lambda _told, _name: 0,
    "study_id": lambda told, _name: told["question"].study_id,
    "release_id": lambda _told, _name: 999_999,
    "form": lambda _told, _name: "csv",
    "batch_id": lambda told, _name: told["file"].pk,
    "extract_id": lambda told, _name: told["extract"].pk,
    "finding_id": lambda told, _name: (
        told["here"]
        .findings.get_or_create(
            rule="REQ-013",
            section="admission",
            row_id=told["here"].pk,
            resolved_at=None,
            defaults={"first_seen_at": told["here"].admitted_at},
        )[0]
        .pk
    ),
    "entry_id": lambda told, _name: drawn(told["gone"]).pk,
    "pk": lambda told, name: one_row(told, name.removeprefix("api:").removesuffix("-detail")).pk,
}


def a_document(told):
    """A tracing of the procedure."""
    return documents.attach(
        one_row(told, "procedure"), b"%PDF-1.7", title="Report", by=User.objects.get(pk=told["draft"].by_id)
    )


def read_elsewhere(told):
    """The cardiologist of the other hospital reads the record of the stay in an emergency."""
    stranger = User.objects.filter(username="stranger").first()
    stranger = stranger or employ(open_south(), Role.CARDIOLOGIST, "stranger")
    return emergency.begin(told["here"].patient, reason="Unconscious in our catheter laboratory", by=stranger)


def drawn(stay):
    """The stay in the sample of its month."""
    sample, _new = ReabstractionSample.objects.get_or_create(
        hospital_id=stay.hospital_id, month=stay.discharged_at.date().replace(day=1),
        defaults={"seed": 1, "stays": 1, "drawn_by": stay.attending or User.objects.first()},
    )  # fmt: skip
    return Reabstraction.objects.get_or_create(sample=sample, admission=stay)[0]


def address(told, name, line):
    """The address of a row for this story."""
    made = {}
    for argument in addresses()[name]:
        assert argument in ARGUMENTS or argument in line.arguments, (
            f"{name} takes “{argument}”: say in ARGUMENTS (tests/contracts/access_table.py) what it is."
        )
        given = line.arguments.get(argument)
        made[argument] = ARGUMENTS[argument](told, name) if given is None else given
    return reverse(name, kwargs=made)


def one_row(told, kind):
    """A row of a kind in the story's stay; where the story has none, one with what it must have."""
    model = next(m for m in registry.declared() if m._meta.model_name == kind)
    if model in (Patient, Admission):
        return told["here"].patient if model is Patient else told["here"]
    found = model.objects.filter(admission=told["here"]).first()
    return found or model.objects.create(
        patient=told["here"].patient, admission=told["here"], **_needed(model)
    )


def _needed(model):
    made = {"date": timezone.localdate, "moment": timezone.now}
    return {
        v.name: made[v.kind]() if v.kind in made else (v.flatchoices or [("x", "")])[0][0]
        for v in registry.variables(model) if not v.null
    }  # fmt: skip
