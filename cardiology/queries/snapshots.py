"""Snapshots of many stays at once: the plain values that rules and measures judge."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, tzinfo
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import FloatField, Func, Model, Q
from django.utils import timezone

from cardiology.codes import diagnoses
from cardiology.dictionary import YesNo
from cardiology.models import (
    Admission,
    ArrivalMode,
    Category,
    ClassDecision,
    Diagnosis,
    Discharge,
    Echo,
    History,
    LabResult,
    Medication,
    PciIndication,
    Phase,
    Presentation,
    Procedure,
    ProcedureKind,
    Sex,
    Smoking,
    Timeline,
    Vitals,
)
from cardiology.models.timeline import Reperfusion
from cardiology.queries.many import Those
from cardiology.queries.quality import course
from cardiology.queries.quality.read import READ
from cardiology.queries.timeline.reading import times_of
from cardiology.registries import stay_facts
from cardiology.scores.kidney import cockcroft_gault
from cardiology.scores.kidney.egfr import egfr
from cardiology.snapshot import Answer, Snapshot
from cardiology.timeline.intervals import minutes

Ids = Collection[int]
Signs = dict[str, Any]
TESTS = {"k": "potassium", "cr": "creatinine"}
SIGNS, ENDS = ("systolic_bp", "heart_rate", "weight"), {"first": "", "last": "-"}
LYSED = (Reperfusion.LYSIS, Reperfusion.LYSIS_PCI)


def snapshots(admissions: Iterable[Admission]) -> list[tuple[int, Snapshot]]:
    """(admission id, snapshot) of each stay, as known now, or at discharge where it is closed.

    Takes a fixed number of queries however many stays there are. `admissions` come with their patients.
    """
    stays = list(admissions)
    rows = Rows(stays)
    return [(stay.pk, snapshot_of(stay, rows)) for stay in stays]


class Rows:
    """The rows of many stays, by stay."""

    def __init__(self, stays: list[Admission]) -> None:
        ids = frozenset(s.pk for s in stays)
        self.echoes = self._echoes(stays)
        self.course = course.Course(stays, self._few, self._firsts(ids))
        self.told = [facts(ids) for facts in stay_facts]
        self.one = {m: self._last(m, ids) for m in (Presentation, History, Timeline, Discharge)}
        self.signs = self._signs(ids)
        self.labs = self._labs(ids)
        self.medication = self._many(Medication, ids)
        self.why_not = self._many(ClassDecision, ids)
        self.procedures = self._many(Procedure, ids)
        self.diagnoses = self._many(Diagnosis, ids)

    def _last(self, model: type[Model], ids: Ids, at: str = "pk", **kept: Any) -> dict[int, Any]:
        found = model._default_manager.filter(admission__any_of=Those(ids), **kept).order_by(
            "admission_id", f"-{at}"
        )
        last = found.distinct("admission_id").values_list("admission_id", *READ[model], named=True)
        return {r.admission_id: r for r in last}

    def _many(self, model: type[Model], ids: Ids) -> dict[int, list[Any]]:
        return self._few(model, ids, READ[model])

    def _few(self, model: type[Model], ids: Ids, names: tuple[str, ...]) -> dict[int, list[Any]]:
        """The rows of a section of which only a few variables are needed."""
        by_stay: dict[int, list[Any]] = defaultdict(list)
        rows = model._default_manager.filter(admission__any_of=Those(ids))
        for row in rows.values_list("admission_id", *names, named=True):
            by_stay[row.admission_id].append(row)
        return by_stay

    def _signs(self, ids: Ids) -> dict[int, Signs]:
        """The first and the last known value of every vital sign of a stay."""
        rows = Vitals.objects.filter(admission__any_of=Those(ids)).values("admission_id").order_by()
        ends = {f"{sign}_{end}": _end_of(sign, order) for sign in SIGNS for end, order in ENDS.items()}
        told = rows.annotate(**ends).values_list("admission_id", *ends)
        return {stay: dict(zip(ends, values, strict=True)) for stay, *values in told}

    def _echoes(self, stays: list[Admission]) -> dict[int, list[Any]]:
        """All echocardiographies of the patients, oldest first, by patient."""
        rows = Echo.objects.filter(patient__any_of=Those({s.patient_id for s in stays}))
        by_patient: dict[int, list[Any]] = defaultdict(list)
        for row in rows.order_by("performed_at", "pk").values_list("patient_id", *course.ECHO, named=True):
            by_patient[row.patient_id].append(row)
        return by_patient

    def _firsts(self, ids: Ids) -> dict[int, dict[str, datetime]]:
        return course.firsts_of(ids)

    def _labs(self, ids: Ids) -> dict[int, dict[str, float]]:
        """The newest potassium and creatinine of a stay, and its first creatinine as `first_cr`."""
        found = LabResult.objects.filter(admission__any_of=Those(ids), test__in=TESTS, value__isnull=False)
        rows = found.values("admission_id", "test").order_by()
        ends = {end: _end_of("value", order, "collected_at") for end, order in ENDS.items()}
        by_stay: dict[int, dict[str, float]] = defaultdict(dict)
        for stay, test, first, last in rows.annotate(**ends).values_list("admission_id", "test", *ENDS):
            by_stay[stay or 0] |= {str(test): last, f"first_{test}": first}
        return by_stay


def snapshot_of(stay: Admission, rows: Rows, *, leaving: bool = False) -> Snapshot:
    """The snapshot of one stay from the rows of many; `leaving` sees only the discharge list of drugs."""
    key = stay.pk
    history, presentation = rows.one[History].get(key), rows.one[Presentation].get(key)
    discharge, signs = rows.one[Discharge].get(key), rows.signs.get(key, {})
    echo, labs = _ejection_fraction(stay, rows), rows.labs[key]
    age, sex = age_at(stay, rows.course.zone), _sex(stay)
    creatinine = labs.get("cr")
    weight = _number_of(signs, "weight_last")
    can_filter = None not in (creatinine, age, sex)
    drugs, timeline = _drugs(stay, rows, leaving), rows.one[Timeline].get(key)
    chosen = timeline.reperfusion if timeline else None
    return Snapshot(
        age=age,
        sex=sex,
        category=stay.category,
        heart_failure=_has(stay, rows, "hf", Category.HEART_FAILURE, _yes(history, "prior_heart_failure")),
        atrial_fibrillation=_has(
            stay, rows, "af", Category.ATRIAL_FIBRILLATION, _yes(history, "atrial_fibrillation")
        ),
        lvef=float(echo.lvef) if echo else None,
        nyha=_number(discharge, "nyha") or _number(presentation, "nyha"),
        killip=_number(presentation, "killip"),
        potassium=labs.get("k"),
        creatinine=creatinine,
        egfr=egfr(creatinine, age, sex) if can_filter else None,  # type: ignore[arg-type]
        sbp=_number_of(signs, "systolic_bp_last"),
        heart_rate=_number_of(signs, "heart_rate_last"),
        first_sbp=_number_of(signs, "systolic_bp_first"),
        first_heart_rate=_number_of(signs, "heart_rate_first"),
        first_creatinine=labs.get("first_cr"),
        hypertension=_yes(history, "hypertension"),
        diabetes=_yes(history, "diabetes"),
        prior_stroke=_yes(history, "prior_stroke"),
        vascular_disease=_any(
            _yes(history, n) for n in ("prior_mi", "prior_pci", "prior_cabg", "peripheral_artery_disease")
        ),
        asthma=_yes(history, "asthma"),
        prior_mi=_yes(history, "prior_mi"),
        smoker=_smokes(history),
        smoking_advice=_yes(discharge, "smoking_advice"),
        rehabilitation=_yes(discharge, "rehabilitation"),
        no_rehabilitation=discharge.no_rehabilitation if discharge else None,
        lysis=_lysed(timeline, chosen),
        medication=None if drugs is None else frozenset(m.drug or m.drug_text for m in drugs),
        classes=None if drugs is None else frozenset(m.drug_class for m in drugs if m.drug_class),
        why_not=_why_not(stay, rows, leaving),
        disposition=discharge.disposition if discharge else None,
        transferred_in=_transferred(stay),
        lvef_measured_in_stay=echo is not None and echo.admission_id == key,
        delay_reason=timeline.delay_reason if timeline else None,
        minutes=(minutes(times_of(timeline)) if timeline else {}) | course.spans(stay, rows.course, rows),
        weight=weight,
        crcl=_crcl(age, sex, weight, creatinine),
        **course.facts(stay, rows.course, rows),
        **{name: fact for told in rows.told for name, fact in told.get(key, {}).items()},
        **_invasive(rows.procedures[key], chosen),
    )


def _crcl(age: float | None, sex: str | None, weight: float | None, creatinine: float | None) -> float | None:
    given = {"age": age, "sex": sex, "weight": weight, "creatinine": creatinine}
    return None if None in given.values() else cockcroft_gault.compute(given).value


def age_at(stay: Admission, zone: tzinfo | None = None) -> float | None:
    """Completed years at admission, or the age as recorded where the birth date is not known."""
    born = stay.patient.birth_on
    if born is None:
        return float(stay.age_recorded) if stay.age_recorded is not None else None
    on = timezone.localtime(stay.admitted_at, zone).date()
    return float(years_between(born, on))


def years_between(born: date, on: date) -> int:
    """Completed years; a 29 February birthday turns on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _ejection_fraction(stay: Admission, rows: Rows) -> Any:
    """The newest echocardiography with an LVEF: of the stay, else of an earlier one of the patient."""
    known = [e for e in rows.echoes.get(stay.patient_id, ()) if e.lvef is not None]
    own = [e for e in known if e.admission_id == stay.pk]
    earlier = [e for e in known if e.performed_at < stay.admitted_at]
    return (own or earlier or [None])[-1]


def _sex(stay: Admission) -> str | None:
    """Male or female; what the record calls unknown is unknown to scores, rules and measures."""
    return stay.patient.sex if stay.patient.sex in (Sex.MALE, Sex.FEMALE) else None


def _drugs(stay: Admission, rows: Rows, leaving: bool) -> list[Medication] | None:
    """The discharge list of a stay that ends, or what runs now; None where nothing was written."""
    listed = rows.medication[stay.pk]
    at_discharge = [m for m in listed if m.phase == Phase.DISCHARGE]
    if at_discharge or leaving or not stay.is_open:
        return at_discharge or None
    return [m for m in listed if m.stopped_on is None and m.phase == Phase.WARD] or None


def _why_not(stay: Admission, rows: Rows, leaving: bool) -> dict[str, str]:
    """Reasons by class: those of the discharge; while the stay runs, also those of the ward."""
    said = sorted(rows.why_not[stay.pk], key=lambda d: d.phase == Phase.DISCHARGE)
    on_ward = stay.is_open and not leaving
    return {d.drug_class: d.reason for d in said if on_ward or d.phase == Phase.DISCHARGE}


def _has(stay: Admission, rows: Rows, group: str, category: str, before: Answer) -> Answer:
    """Whether the stay has a diagnosis of the group; without any diagnosis, what the history says."""
    if stay.category == category:
        return True
    prefixes = diagnoses.group(group)
    coded = rows.diagnoses[stay.pk]
    if any((d.code or "").startswith(prefixes) for d in coded if d.certainty != "excluded"):
        return True
    return before if before or not coded else False


def _transferred(stay: Admission) -> Answer:
    if stay.arrival_mode is None:
        return None
    return stay.arrival_mode in (ArrivalMode.TRANSFER_NON_PCI, ArrivalMode.TRANSFER_PCI)


def _invasive(procedures: list[Procedure], chosen: str | None) -> dict[str, Answer]:
    """What was done: by a procedure, and of primary PCI also as the timeline says."""
    kinds = {p.kind for p in procedures}
    primary = any(p.kind == ProcedureKind.PCI and p.indication == PciIndication.PRIMARY for p in procedures)
    return {
        "primary_pci": primary or chosen == Reperfusion.PRIMARY_PCI, "pci": ProcedureKind.PCI in kinds,
        "had_bypass": ProcedureKind.CABG in kinds,
    }  # fmt: skip


def _smokes(history: History | None) -> Answer:
    return None if history is None or history.smoking is None else history.smoking == Smoking.CURRENT


def _lysed(timeline: Timeline | None, chosen: str | None) -> Answer:
    return None if timeline is None else timeline.lysis_started_at is not None or chosen in LYSED


def _yes(row: Any, name: str) -> Answer:
    said: str | None = None if row is None else getattr(row, name)
    return True if said == YesNo.YES else False if said == YesNo.NO else None


def _any(answers: Iterable[Answer]) -> Answer:
    known = list(answers)
    return True if True in known else None if None in known else False


def _number(row: Any, name: str) -> int | None:
    value = None if row is None else getattr(row, name)
    return int(value) if value else None


def _number_of(signs: Signs, name: str) -> float | None:
    value = signs.get(name)
    return None if value is None else float(value)


def _end_of(sign: str, order: str, at: str = "measured_at") -> Func:
    """The first value of a sign in this order, of a group."""
    values = ArrayAgg(sign, filter=Q(**{f"{sign}__isnull": False}), order_by=(f"{order}{at}", f"{order}pk"))
    return Func(values, template="(%(expressions)s)[1]", output_field=FloatField())
