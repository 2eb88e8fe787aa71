"""What is read in an emergency of a patient of another hospital: values only, nothing that leads on.

No telephone number, address, identity number, consent or contact person is read here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from cardiology.codes.panels import place
from cardiology.dictionary import Section
from cardiology.models import (
    Admission,
    Diagnosis,
    Discharge,
    Echo,
    LabResult,
    Lesion,
    Medication,
    Patient,
    Phase,
    Procedure,
)
from cardiology.queries.banner import who
from cardiology.queries.cath.lines import LesionLine, lesion_lines
from cardiology.queries.course.results import COLUMNS, Result, interval, label, said
from cardiology.queries.stay import Lines, told
from cardiology.wording import day, moment, unit

SECTIONS: tuple[type[Section], ...] = (Diagnosis, Medication, Procedure, Echo, Discharge)
NOT_NEEDED = ("cost", "phone_checked", "reconciled", "education")  # of a discharge
Rows = dict[int | None, list[Any]]  # by stay; None: recorded outside of any


@dataclass(frozen=True)
class Entry:
    """A row in words: when, what it holds, and of a procedure its lesions."""

    at: str
    lines: Lines
    lesions: tuple[LesionLine, ...] = ()


@dataclass(frozen=True)
class Stay:
    """One stay as it is told; the last is what was recorded outside of any, with no dates."""

    start: str
    end: str
    place: str
    reason: str
    is_open: bool
    diagnoses: list[Lines]
    drugs: list[tuple[Any, list[Lines]]]
    procedures: list[Entry]
    echoes: list[Entry]
    discharge: Lines

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell of what belongs to no stay."""
        return bool(self.start or self.diagnoses or self.drugs or self.procedures or self.echoes)


@dataclass(frozen=True)
class Newest:
    """The newest result of one test."""

    test: str
    value: str
    unit: str
    flag: str
    reference: str
    at: str


@dataclass(frozen=True)
class Record:
    """Everything the page shows."""

    banner: dict[str, Any]
    results: list[Newest]
    stays: list[Stay]


def record_of(patient: Patient) -> Record:
    """The record of a patient who came through the door for emergencies. Nine queries, however many stays."""
    every = Admission.objects.filter(patient=patient).select_related("department", "ward")
    stays = list(every.order_by("-admitted_at"))
    rows = {model: _by_stay(model, patient) for model in SECTIONS}
    newest = stays[0] if stays else None
    drugs = rows[Medication][newest.pk] if newest else []
    door = Patient.objects.filter(pk=patient.pk)
    told_stays = [_stay(stay, rows) for stay in (*stays, None)]
    return Record(
        who(door, patient, newest, drugs), newest_results(patient), [s for s in told_stays if s.is_told]
    )


def _by_stay(model: type[Section], patient: Patient) -> Rows:
    rows: Any = model._default_manager.filter(patient=patient).order_by("pk")
    if model is Procedure:
        rows = rows.prefetch_related(
            Prefetch("lesions", Lesion.objects.prefetch_related("devices").order_by("pk"))
        )
    found: Rows = defaultdict(list)
    for row in rows:
        found[row.admission_id].append(row)
    return found


def _stay(stay: Admission | None, rows: dict[type[Section], Rows]) -> Stay:
    def of(model: type[Section]) -> list[Any]:
        return rows[model][stay.pk if stay else None]

    is_open = stay is not None and stay.is_open
    return Stay(
        start=moment(stay.admitted_at) if stay else "",
        end=moment(stay.discharged_at) if stay else "",
        place=" · ".join(str(p) for p in (stay.department, stay.ward) if p) if stay else "",
        reason=str(stay.get_category_display() or "") if stay else "",  # type: ignore[attr-defined]
        is_open=is_open,
        diagnoses=[told(d) for d in sorted(of(Diagnosis), key=_rank)],
        drugs=list(_by_phase(of(Medication), is_open)),
        procedures=_newest_first(of(Procedure), "started_at", lambda p: tuple(lesion_lines(p.lesions.all()))),
        echoes=_newest_first(of(Echo), "performed_at"),
        discharge=[line for row in of(Discharge) for line in _but(row, *NOT_NEEDED)],
    )


def _rank(row: Diagnosis) -> tuple[bool, int, int]:
    return (row.rank is None, int(row.rank or 0), row.pk)


def _by_phase(drugs: Iterable[Medication], is_open: bool) -> Iterable[tuple[Any, list[Lines]]]:
    """Drugs at home and at discharge; of a stay that is open what is given on the ward."""
    for phase in (Phase.HOME, Phase.WARD if is_open else Phase.DISCHARGE):
        if found := [told(d) for d in drugs if d.phase == phase]:
            yield phase.label, found


def _newest_first(
    rows: list[Any], at: str, lesions: Callable[[Any], tuple[LesionLine, ...]] = lambda _row: ()
) -> list[Entry]:
    known = sorted(rows, key=lambda r: (getattr(r, at) is not None, getattr(r, at), r.pk), reverse=True)
    return [Entry(moment(getattr(row, at)), _but(row, at), lesions(row)) for row in known]


def _but(row: Section, *names: str) -> Lines:
    """The row in words, without some of its variables, such as the time that stands before it."""
    left_out = [row._meta.get_field(name).verbose_name for name in names]
    return [(label, value) for label, value in told(row) if label not in left_out]


def newest_results(patient: Patient) -> list[Newest]:
    """The newest result of each test, in the order of the panels."""
    rows = LabResult.objects.filter(patient=patient)
    last = rows.order_by("test", "test_text", "-collected_at", "-pk").distinct("test", "test_text")
    found = [Result(*values) for values in last.values_list(*COLUMNS)]
    return [_newest(result) for result in sorted(found, key=lambda r: place(r.name))]


def _newest(result: Result) -> Newest:
    flag = result.flag if result.is_abnormal else ""
    printed = unit(result.unit) if result.value is not None else ""
    return Newest(label(result), said(result), printed, flag or "", interval(result.low, result.high),
                  day(result.at))  # fmt: skip
