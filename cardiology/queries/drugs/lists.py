"""The lists of a stay: at home, on the ward, at discharge; what became of each drug and class."""

from collections.abc import Iterable

from django.utils import timezone

from cardiology import codes
from cardiology.models import ClassDecision, Medication, Phase, Procedure
from cardiology.prescribing import classes, duration, reconciliation
from cardiology.prescribing.doses import Regimen
from cardiology.prescribing.reconciliation import Line, Step
from cardiology.queries.one_stay import Recorded
from cardiology.wording import plain_number


def listed(read: Recorded, phase: str) -> list[Medication]:
    """The drugs of a phase: those that run first, loading doses and ended ones after them."""
    rows = [m for m in read.of(Medication) if m.phase == phase]
    if phase == Phase.WARD:
        rows.sort(key=lambda m: (m.stopped_on is not None, m.is_loading == "yes", m.started_on, m.pk))
    return rows


def running(rows: Iterable[Medication]) -> list[Medication]:
    """Of the ward's drugs those that run on: no loading doses, none that has ended."""
    return [m for m in rows if m.stopped_on is None and m.is_loading != "yes"]


def to_take_over(read: Recorded) -> list[Medication]:
    """The ward's drugs that the discharge list lacks; not a second one of a class of which one is enough."""
    there = listed(read, Phase.DISCHARGE)
    keys = {m.drug or m.drug_text for m in there}
    classes_there = {s for m in there if (s := reconciliation.SWITCHES.get(m.drug_class or ""))}
    return [
        m for m in running(listed(read, Phase.WARD))
        if (m.drug or m.drug_text) not in keys
        and reconciliation.SWITCHES.get(m.drug_class or "") not in classes_there
    ]  # fmt: skip


def name_of(row: Medication) -> str:
    """The drug in words; a drug outside our table as it was written."""
    return codes.label("drugs", row.drug) or row.drug_text or ""


def dose_of(row: Medication) -> str:
    """The dose with its unit, as typed or as written."""
    typed = f"{plain_number(row.dose)} {row.dose_unit or ''}".strip() if row.dose is not None else ""
    return typed or row.dose_text or ""


def often(frequency: str | None) -> str:
    """A frequency in the middle of a sentence; one that our table does not know as it was written."""
    known = codes.frequencies.find(frequency or "")
    return known.label[:1].lower() + known.label[1:] if known else frequency or ""


def regimen(row: Medication) -> str:
    """Dose and frequency in words."""
    return " ".join(part for part in (dose_of(row), often(row.frequency)) if part)


def as_line(row: Medication) -> Line:
    """A row as reconciliation compares it: doses as numbers where they are, frequencies by their code."""
    frequency = codes.frequencies.find(row.frequency or "")
    return Line(
        drug=row.drug or "", name=name_of(row), drug_class=row.drug_class or "",
        dose=plain_number(row.dose) if row.dose is not None else row.dose_text or "",
        unit=(row.dose_unit or "") if row.dose is not None else "",
        frequency=frequency.code if frequency else row.frequency or "", route=row.route or "",
        indication=row.indication or "", id=row.pk, fate=row.fate or "", reason=row.fate_reason or "",
    )  # fmt: skip


def steps(rows: Iterable[Medication]) -> list[Step]:
    """What became of every drug, from home over the ward to the discharge list."""
    found = sorted(rows, key=lambda m: m.pk)
    by_phase = {phase: [m for m in found if m.phase == phase] for phase in Phase}
    ward = [m for m in by_phase[Phase.WARD] if m.is_loading != "yes"]
    ward.sort(key=lambda m: m.stopped_on is not None)
    lists = (by_phase[Phase.HOME], ward, by_phase[Phase.DISCHARGE])
    return reconciliation.reconcile(*([as_line(m) for m in rows] for rows in lists))


def standings(read: Recorded, phase: str) -> list[classes.Standing]:
    """How the classes stand that are asked of this patient, on the ward or at discharge."""
    rows = listed(read, phase)
    given = [(m.drug_class or "", m) for m in (running(rows) if phase == Phase.WARD else rows)]
    against = {d.drug_class: d for d in read.of(ClassDecision) if d.phase == phase}
    return classes.standings(classes.asked(read.snapshot), given, against)


def dual_antiplatelet(read: Recorded) -> duration.Planned | None:
    """Until when dual antiplatelet therapy is planned by the discharge list."""
    stents = [
        p.started_at for p in read.of(Procedure)
        if any(d.kind in ("des", "bms", "bvs") for lesion in p.lesions.all() for d in lesion.devices.all())
    ]  # fmt: skip
    last = max(stents, default=None)
    return duration.dual_antiplatelet_until(
        category=read.stay.category,
        classes=frozenset(m.drug_class or "" for m in listed(read, Phase.DISCHARGE)),
        stented_on=timezone.localtime(last).date() if last else None,
        admitted_on=timezone.localtime(read.stay.admitted_at).date(),
    )


def ordered(row: Medication) -> Regimen:
    """What a line orders, as plain values."""
    dose = float(row.dose) if row.dose is not None else None
    return Regimen(
        row.drug or "", dose, row.dose_unit or "", row.frequency or "", row.is_loading == "yes"
    )  # fmt: skip
