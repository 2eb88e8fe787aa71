"""The classes into which judges put an event, and how votes become a result. Pure; versioned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERSION = 1

CONFIRMED, NOT, INSUFFICIENT = "confirmed", "not", "insufficient"
VERDICTS: dict[str, Any] = {
    CONFIRMED: pgettext_lazy("follow-up", "Confirmed"),
    NOT: _("Not an event"),
    INSUFFICIENT: _("Not enough to decide"),
}
CERTAINTIES: dict[str, Any] = {
    "certain": _("Certain"),
    "likely": _("Likely"),
    "possible": pgettext_lazy("follow-up", "Possible"),
}

# Fourth universal definition of myocardial infarction; 4a within 48 h of a PCI, 5 of a bypass operation.
MI = {
    "mi_1": _("Type 1: plaque rupture or erosion"), "mi_2": _("Type 2: supply and demand"),
    "mi_3": _("Type 3: sudden death before markers"), "mi_4a": _("Type 4a: within 48 h of a PCI"),
    "mi_4b": _("Type 4b: stent thrombosis"), "mi_4c": _("Type 4c: restenosis"),
    "mi_5": _("Type 5: within 48 h of bypass surgery"),
}  # fmt: skip
# Academic Research Consortium.
STENT = {
    "st_definite": _("Definite: angiography or pathology"),
    "st_probable": _("Probable: unexplained death within 30 days, or infarction in the stent's territory"),
    "st_possible": _("Possible: unexplained death after 30 days"),
}
# Bleeding Academic Research Consortium, Circulation 2011;123:2736-47. Add 10 g/L per transfused unit.
BARC = {
    "barc_1": _("1: not actionable"), "barc_2": _("2: actionable, not 3 to 5"),
    "barc_3a": _("3a: fall of 30 to under 50 g/L, or any transfusion"),
    "barc_3b": _("3b: fall of 50 g/L or more, tamponade, surgery, vasoactive drugs"),
    "barc_3c": _("3c: intracranial, or intraocular with loss of vision"),
    "barc_4": _("4: related to bypass surgery"), "barc_5a": _("5a: probably fatal"),
    "barc_5b": _("5b: definitely fatal"),
}  # fmt: skip
STROKE = {
    "stroke_isch": _("Ischaemic stroke"), "stroke_haem": _("Haemorrhagic stroke"),
    "stroke_unknown": _("Stroke of unknown kind"), "tia": _("Transient, without infarct: no stroke"),
}  # fmt: skip
DEATH = {
    "death_cardiac": _("Cardiac"), "death_vascular": _("Vascular, not cardiac"),
    "death_non_cv": _("Not cardiovascular"), "death_unknown": _("Undetermined: counts as cardiovascular"),
}  # fmt: skip
REVASCULARISATION = {
    "tlr": _("Target lesion, clinically driven"), "tvr": _("Target vessel, not the lesion"),
    "non_target": _("Another vessel"), "staged": _("Planned before: no event"),
}  # fmt: skip
HF = {
    "hf_stay": _("Stay for heart failure: 24 h, symptom, objective signs, treatment intensified"),
    "hf_other": _("Stay for another reason with heart failure"),
}
STAY = {"cv_stay": _("Cardiovascular stay"), "other_stay": _("Stay for another reason")}

CLASSES: dict[str, dict[str, Any]] = {
    "death": DEATH, "mi": MI, "stroke": STROKE, "revascularisation": REVASCULARISATION,
    "hf_hospitalisation": HF, "bleeding": BARC, "hospitalisation": STAY, "stent_thrombosis": STENT,
}  # fmt: skip
ALL_CLASSES: dict[str, Any] = {code: label for found in CLASSES.values() for code, label in found.items()}


@dataclass(frozen=True)
class Judged:
    """One vote as the rule sees it."""

    verdict: str
    classification: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Result:
    """What the votes say together: undecided while a vote is missing."""

    verdict: str = ""
    classification: str = ""
    on: date | None = None
    agreed: bool | None = None  # the first two
    needs: int = 0  # votes still to come


def result(votes: Sequence[Judged]) -> Result:
    """Two votes that say the same decide; else the third does: with the majority, or alone.

    “The same” is verdict and class; a class counts only where the event is confirmed. The day is that of the
    first vote of the deciding side.
    """
    if len(votes) < 2:
        return Result(needs=2 - len(votes))
    agreed = said(votes[0]) == said(votes[1])
    if not agreed and len(votes) < 3:
        return Result(agreed=False, needs=1)
    decides = votes[0] if agreed else votes[2]
    verdict, classification = said(decides)
    day = next((v.on for v in votes if said(v) == said(decides) and v.on), None)
    return Result(verdict, classification, day, agreed)


def said(vote: Judged) -> tuple[str, str]:
    """What counts of a vote."""
    return vote.verdict, vote.classification if vote.verdict == CONFIRMED else ""
