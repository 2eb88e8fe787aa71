"""LDL cholesterol by Martin and Hopkins: the divisor of the triglycerides depends on both other lipids.

Martin SS et al. JAMA 2013;310:2061-8. Triglycerides and non-HDL are rounded to whole mg/dL before the lookup.
"""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.scores.prevention.lipids import INPUTS, MG_CHOLESTEROL, in_mg, whole
from cardiology.scores.score import Result, Score

NON_HDL = (100, 130, 160, 190, 220)  # mg/dL: the columns are below the first, between two, from the last
TABLE = (
    (7, 3.5, 3.4, 3.3, 3.3, 3.2, 3.1),
    (50, 4.0, 3.9, 3.7, 3.6, 3.6, 3.4),
    (57, 4.3, 4.1, 4.0, 3.9, 3.8, 3.6),
    (62, 4.5, 4.3, 4.1, 4.0, 3.9, 3.9),
    (67, 4.7, 4.4, 4.3, 4.2, 4.1, 3.9),
    (72, 4.8, 4.6, 4.4, 4.2, 4.2, 4.1),
    (76, 4.9, 4.6, 4.5, 4.3, 4.3, 4.2),
    (80, 5.0, 4.8, 4.6, 4.4, 4.3, 4.2),
    (84, 5.1, 4.8, 4.6, 4.5, 4.4, 4.3),
    (88, 5.2, 4.9, 4.7, 4.6, 4.4, 4.3),
    (93, 5.3, 5.0, 4.8, 4.7, 4.5, 4.4),
    (97, 5.4, 5.1, 4.8, 4.7, 4.5, 4.3),
    (101, 5.5, 5.2, 5.0, 4.7, 4.6, 4.5),
    (106, 5.6, 5.3, 5.0, 4.8, 4.6, 4.5),
    (111, 5.7, 5.4, 5.1, 4.9, 4.7, 4.5),
    (116, 5.8, 5.5, 5.2, 5.0, 4.8, 4.6),
    (121, 6.0, 5.5, 5.3, 5.0, 4.8, 4.6),
    (127, 6.1, 5.7, 5.3, 5.1, 4.9, 4.7),
    (133, 6.2, 5.8, 5.4, 5.2, 5.0, 4.7),
    (139, 6.3, 5.9, 5.6, 5.3, 5.0, 4.8),
    (147, 6.5, 6.0, 5.7, 5.4, 5.1, 4.8),
    (155, 6.7, 6.2, 5.8, 5.4, 5.2, 4.9),
    (164, 6.8, 6.3, 5.9, 5.5, 5.3, 5.0),
    (174, 7.0, 6.5, 6.0, 5.7, 5.4, 5.1),
    (186, 7.3, 6.7, 6.2, 5.8, 5.5, 5.2),
    (202, 7.6, 6.9, 6.4, 6.0, 5.6, 5.3),
    (221, 8.0, 7.2, 6.6, 6.2, 5.9, 5.4),
    (248, 8.5, 7.6, 7.0, 6.5, 6.1, 5.6),
    (293, 9.5, 8.3, 7.5, 7.0, 6.5, 5.9),
    (400, 11.9, 10.0, 8.8, 8.1, 7.5, 6.7),
)  # fmt: skip
MOST = 13975  # mg/dL of triglycerides: where the table ends


def factor(triglycerides: float, non_hdl: float) -> float | None:
    """What the triglycerides are divided by, both in mg/dL; None outside the table."""
    tg, rest = whole(triglycerides), whole(non_hdl)
    if not TABLE[0][0] <= tg <= MOST:
        return None
    row = TABLE[bisect_right([line[0] for line in TABLE], tg) - 1]
    return row[1 + bisect_right(NON_HDL, rest)]


def compute(given: Mapping[str, Any]) -> Result:
    found = in_mg(given)
    if found is None:
        return Result(None, None, {})
    tc, hdl, tg = found
    divisor = factor(tg, tc - hdl)
    if divisor is None:
        return Result(None, "not_applicable", {})
    value = (tc - hdl - tg / divisor) / MG_CHOLESTEROL
    return Result(value, None, {"non_hdl": (tc - hdl) / MG_CHOLESTEROL, "divisor": divisor})


MARTIN_HOPKINS = Score(
    id="martin_hopkins",
    title=_("LDL cholesterol by Martin and Hopkins"),
    meaning=_(
        "LDL cholesterol with a divisor of the triglycerides that depends on them and on the non-HDL "
        "cholesterol; nothing is said outside the table."
    ),
    version="2013.1",
    source="Martin SS et al. JAMA 2013;310:2061-8",
    inputs=INPUTS,
    compute=compute,
    unit="mmol/L",
)
