"""What a report on a catheter procedure is written from: plain values, None where nothing was recorded.

Stenoses in percent, lengths and diameters in mm, pressure in atm, contrast in mL, fluoroscopy in min, air
kerma in mGy, dose-area product in Gy·cm². Yes is True, no is False, unknown or not asked is None. Codes are
those of the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

STENTS = ("des", "bms", "covered", "bvs")


@dataclass(frozen=True)
class DeviceFacts:
    """One device used at a lesion."""

    kind: str | None = None
    model: str | None = None
    diameter: float | None = None
    length: float | None = None
    pressure: float | None = None


@dataclass(frozen=True)
class LesionFacts:
    """One lesion with its devices.

    `further` are the segments into which it extends; `prior_on` is the day on which the stent in which
    it lies was placed.
    """

    segment: str | None = None
    further: Sequence[str] = ()
    graft: str | None = None
    graft_place: str | None = None
    before: float | None = None
    after: float | None = None
    timi_before: str | None = None
    timi_after: str | None = None
    culprit: bool | None = None
    cto: bool | None = None
    calcified: bool | None = None
    bifurcation: bool | None = None
    restenosis: bool | None = None
    thrombosis: bool | None = None
    thrombus_grade: str | None = None
    no_reflow: bool | None = None
    medina: str | None = None
    ffr: float | None = None
    ifr: float | None = None
    length: float | None = None
    prior_on: date | None = None
    devices: Sequence[DeviceFacts] = ()

    @property
    def stents(self) -> list[DeviceFacts]:
        """The devices that stay in the vessel."""
        return [d for d in self.devices if d.kind in STENTS]

    @property
    def is_treated(self) -> bool:
        """Whether something was done to it."""
        return bool(self.devices) or self.after is not None


@dataclass(frozen=True)
class CathFacts:
    """One procedure with its lesions in the order in which they were recorded."""

    kind: str
    access: str | None = None
    indication: str | None = None
    dominance: str | None = None
    lesions: Sequence[LesionFacts] = ()
    rest_is_normal: bool | None = None
    contrast: float | None = None
    fluoroscopy: float | None = None
    air_kerma: float | None = None
    dap: float | None = None
    results: Sequence[str] = ()
    note: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """A part of a report under its heading."""

    title: str
    text: str


def number(value: float | None) -> str:
    """A number without trailing zeros; "?" for one that is not known."""
    return "?" if value is None else f"{float(value):g}"


def caliber(value: float | None) -> str:
    """A diameter as devices are labelled: 3.0, 2.75."""
    if value is None:
        return "?"
    return f"{float(value):.1f}" if round(float(value), 1) == float(value) else f"{float(value):.2f}"
