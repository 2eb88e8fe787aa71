"""QT interval corrected for the heart rate, by four formulas; the RR interval is never rounded.

Textbook formulas of Bazett, Fridericia, Framingham and Hodges. Fridericia is preferred below 60 and above
90 beats a minute; the value is Fridericia's.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.score import Input, Result, Score, level

BROAD = 120  # ms of QRS, from which the JT interval is told as well


def compute(given: Mapping[str, Any]) -> Result:
    qt, rate, sex = given.get("qt"), given.get("heart_rate"), given.get("sex")
    if qt is None or rate is None or sex is None:
        return Result(None, None, {})
    rr = 60 / rate
    parts = {
        "bazett": qt / rr**0.5,
        "fridericia": qt / rr ** (1 / 3),
        "framingham": qt + 154 * (1 - rr),
        "hodges": qt + 1.75 * (rate - 60),
    }
    qrs = given.get("qrs")
    if qrs is not None and qrs >= BROAD:
        parts["jt"] = parts["fridericia"] - qrs
    limit = 460 if sex == "female" else 450
    value = parts["fridericia"]
    return Result(value, level(value, (0, "normal"), (limit, "prolonged"), (500, "high")), parts)


QTC = Score(
    id="qtc",
    title=_("Corrected QT interval"),
    meaning=_(
        "The QT interval corrected for the heart rate by four formulas: prolonged from 450 ms in men and "
        "460 ms in women, a high risk of torsades from 500 ms; with a QRS of 120 ms or more also the JT "
        "interval."
    ),
    version="1.1",
    source="Bazett 1920; Fridericia 1920; Sagie (Framingham) 1992; Hodges 1983",
    inputs=(
        Input("qt", "number", "ms", (100, 900)),
        Input("heart_rate", "number", "/min", (20, 300)),
        Input("sex", "word", words=("male", "female")),
        Input("qrs", "number", "ms", (40, 300), required=False),
    ),
    compute=compute,
    unit="ms",
)
