"""Severity of a bleeding by BARC.

Mehran R et al. Circulation 2011;123:2736-47. The fall of the haemoglobin counts 10 g/L for each unit given.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, answers, one_of

KINDS = ("no_bleeding", "ignored", "overt", "cabg", "fatal_probable", "fatal_definite")
SITES = ("elsewhere", "intracranial", "eye_with_loss")
GRADES = {"0": 0, "1": 1, "2": 2, "3a": 3.1, "3b": 3.2, "3c": 3.3, "4": 4, "5a": 5.1, "5b": 5.2}
OF_KIND = {"no_bleeding": "0", "ignored": "1", "cabg": "4", "fatal_probable": "5a", "fatal_definite": "5b"}
PER_UNIT = 10  # g/L


def compute(given: Mapping[str, Any]) -> Result:
    kind = given.get("bleeding_kind")
    if kind is None:
        return Result(None, None, {})
    if kind != "overt":
        grades = [OF_KIND[kind]]
    else:
        grades = [
            _overt(site, severe, fall, units)
            for site in (SITES if given.get("bleeding_site") is None else (given["bleeding_site"],))
            for severe in answers(given.get("tamponade_surgery_vasoactive"))
            for fall in _either(given.get("haemoglobin_fall"), 0, 30, 50)
            for units in _either(given.get("units_given"), 0, 1, 5)
        ]
    return one_of([(GRADES[g], f"barc_{g}") for g in grades])


def _either(known: float | None, *else_: float) -> tuple[float, ...]:
    return else_ if known is None else (known,)


def _overt(site: str, severe: bool, fall: float, units: float) -> str:
    if site != "elsewhere":
        return "3c"
    corrected = fall + PER_UNIT * units
    if severe or corrected >= 50:
        return "3b"
    return "3a" if units or corrected >= 30 else "2"


BARC = Score(
    id="barc",
    title=_("BARC: severity of a bleeding"),
    meaning=_(
        "How severe a bleeding was: 0 none; 1 not actionable; 2 overt, asking for care; 3a to 3c with a "
        "large fall of haemoglobin, transfusion, tamponade, surgery, or into skull or eye; 4 with bypass "
        "surgery; 5 fatal."
    ),
    version="2011.1",
    source="Mehran R et al. Circulation 2011;123:2736-47",
    inputs=(
        Input("bleeding_kind", "word", words=KINDS),
        Input("bleeding_site", "word", words=SITES),
        Input("tamponade_surgery_vasoactive"),
        Input("haemoglobin_fall", "number", "g/L", (0, 200)),
        Input("units_given", "number", "1", (0, 100)),
    ),
    compute=compute,
    settles=True,
)
