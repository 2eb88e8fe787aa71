"""The rows of the report as its table shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cardiology.models import Device, Lesion, Procedure
from cardiology.narrative.facts import caliber, number
from cardiology.queries.cath.pictures import vessel_name
from cardiology.queries.cath.rows import MARKS
from cardiology.queries.cath.sheet import graft_of
from cardiology.wording import day, moment


@dataclass(frozen=True)
class DeviceLine:
    """One device of a lesion."""

    pk: int
    text: str


@dataclass(frozen=True)
class LesionLine:
    """One lesion as a row of the table."""

    pk: int
    segment: str
    stenosis: str
    flow: str
    marks: list[str]
    devices: list[DeviceLine]


def lesion_lines(lesions: list[Lesion]) -> list[LesionLine]:
    """Every lesion with its devices, in the order in which they were recorded."""
    return [
        LesionLine(
            row.pk,
            _place(row),
            _change(row.stenosis_before, row.stenosis_after, "%"),
            _change(row.timi_before, row.timi_after, ""),
            _marks(row),
            [DeviceLine(d.pk, device_words(d)) for d in row.devices.all()],
        )
        for row in lesions
    ]


def _place(row: Lesion) -> str:
    name = " + ".join([vessel_name(row.segment), *(row.further_segments or ())])
    return f"{name} · {row.get_graft_display()}" if graft_of(row) else name  # type: ignore[attr-defined]


def _change(before: Any, after: Any, unit: str) -> str:
    told = [str(v) if isinstance(v, str) else number(float(v)) for v in (before, after) if v is not None]
    if before is None and after is not None:
        told = ["?", *told]
    return f"{' → '.join(told)} {unit}".strip() if told else "—"


def _marks(row: Lesion) -> list[str]:
    said = [str(row._meta.get_field(name).verbose_name) for name in MARKS if getattr(row, name) == "yes"]
    for label, value in (("FFR", row.ffr), ("iFR", row.ifr)):
        if value is not None:
            said.append(f"{label} {value:.2f}")
    if row.medina:
        said.append(f"Medina {row.get_medina_display()}")
    if row.prior_device:
        said.append(_("stent of %(day)s") % {"day": day(row.prior_device.lesion.procedure.started_at)})
    return said


def device_words(row: Device) -> str:
    """Drug-eluting stent Firehawk 3.0 × 28 mm, 14 atm."""
    kind = row.get_kind_display() or _("Device")  # type: ignore[attr-defined]
    size = f"{caliber(_f(row.diameter))} × {number(_f(row.length))} mm" if row.diameter or row.length else ""
    pressure = f"{number(float(row.pressure))} atm" if row.pressure is not None else ""
    words = " ".join(part for part in (str(kind), row.model or "", size) if part)
    return f"{words}, {pressure}" if pressure else words


def _f(value: Any) -> float | None:
    return None if value is None else float(value)


def stent_label(row: Device) -> str:
    """A stent of an earlier procedure, as it is chosen: place, size, day."""
    return f"{vessel_name(row.lesion.segment)} · {device_words(row)} · {day(row.lesion.procedure.started_at)}"


def rest_words(procedure: Procedure) -> str:
    """Who said that all other segments are normal, and when; "" when nobody has."""
    if procedure.rest_is_normal != "yes":
        return ""
    said = {"who": procedure.rest_normal_by or "", "when": moment(procedure.rest_normal_at)}
    return _("All other segments normal, said by %(who)s, %(when)s") % said
