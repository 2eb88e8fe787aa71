"""Which numbers a quality board can show, which it shows unless a head chooses others, and composites."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST = 12  # numbers on a board
USUAL = ("M01", "M05", "M04b", "M12", "M13", "M16", "M15", "M26", "H08", "H13", "A02", "CCC")


@dataclass(frozen=True)
class Composite:
    """Opportunities taken of all opportunities that several measures gave: sum of numerators over sum of
    denominators."""

    id: str
    title: Any
    meaning: Any
    origin: Any
    parts: tuple[str, ...]
    target: float | None = None


COMPOSITES = {
    c.id: c
    for c in (
        Composite(
            "CCC", _("Acute coronary care, composite"),
            _("Opportunities taken of all that eleven measures of acute coronary care gave: the sum of "
              "their numerators over the sum of their denominators."),
            "CCC-ACS",
            ("M02b", "M06", "M05", "M04b", "M12", "M13", "M14", "M16", "M11", "M15", "M17"), 0.85,
        ),
        Composite(
            "HF4", _("Drugs of heart failure, composite"),
            _("Opportunities taken of all that the four measures of drugs at discharge in heart failure "
              "gave: the sum of their numerators over the sum of their denominators."),
            _("House definition"), ("H04", "H05", "H06", "H07"), 0.8,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A number reached elsewhere, beside which ours stands: the measure or interval, its words, source."""

    subject: str
    words: Any
    source: Any


BARS = (
    Bar("contact_to_ecg", _("Mean below 10 min, 75 % in time; stable near 5 min"), _("CPC re-certification")),
    Bar("ecg_to_diagnosis", _("Mean below 10 min"), _("CPC re-certification")),
    Bar("draw_to_result", _("Mean of 20 min or less"), _("CPC re-certification")),
    Bar("door_to_wire", _("Mean of 90 min or less, 75 % in time; reached after regional work: 85 → 78 min"),
        _("CPC re-certification; IJERPH 2021;18:6045")),
    Bar("contact_to_wire", _("Reached after regional work: 98 → 88 min"), "IJERPH 2021;18:6045"),
    Bar("consent", _("73 of 111 min from door to wire were consent (464 primary PCI)"),
        "Chin J Emerg Med 2015;24:391"),
    Bar("activation_to_ready", _("Below 30 min"), _("CPC re-certification")),
    Bar("C05", _("30 % or more, rising over three years"), _("CPC re-certification")),
    Bar("C06", _("30 % or more, rising"), _("CPC re-certification")),
    Bar("C07", _("50 % or more, rising"), _("CPC re-certification")),
    Bar("M06", _("Within 30 min"), "CCC-ACS (NCT02306616)"),
    Bar("M05", _("75 % within 90 min"), _("CPC re-certification; CCC-ACS (NCT02306616)")),
    Bar("F01", _("90.22 % of 5,347 over more than five years; 91.3 → 96.2 % elsewhere"),
        "JMIR Med Inform 2019;7:e13123"),
)  # fmt: skip
