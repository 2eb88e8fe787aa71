"""Mass and geometry of the left ventricle from its linear dimensions at the end of diastole.

Lang RM et al. J Am Soc Echocardiogr 2015;28:1-39 (cube formula). Surface by Mosteller.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from cardiology.provenance import Tag
from cardiology.scores.body.size import surface
from cardiology.scores.score import Input, Result, Score

HYPERTROPHY = {"male": 115, "female": 95}  # g/m²
CONCENTRIC = 0.42  # relative wall thickness
GEOMETRY = {
    (False, False): "normal", (False, True): "concentric_remodelling", (True, True): "concentric_hypertrophy",
    (True, False): "eccentric_hypertrophy",
}  # fmt: skip


def mass(septum: float, diameter: float, wall: float) -> float:
    """Grams from mm."""
    inner = (diameter / 10) ** 3
    return 0.8 * 1.04 * (((septum + diameter + wall) / 10) ** 3 - inner) + 0.6


def compute(given: Mapping[str, Any]) -> Result:
    names = ("sex", "height", "weight", "septum", "diameter", "posterior_wall")
    if any(given.get(name) is None for name in names):
        return Result(None, None, {})
    area = surface(given["height"], given["weight"])
    grams = mass(given["septum"], given["diameter"], given["posterior_wall"])
    thickness = 2 * given["posterior_wall"] / given["diameter"]
    index = grams / area
    shape = GEOMETRY[index > HYPERTROPHY[given["sex"]], thickness > CONCENTRIC]
    return Result(index, shape, {"mass": grams, "bsa": area, "relative_thickness": thickness})


LEFT_VENTRICLE = Score(
    id="left_ventricle",
    title=_("Mass and geometry of the left ventricle"),
    meaning=_(
        "Mass of the left ventricle for the body surface, from its linear dimensions: hypertrophy above "
        "115 g/m² in men and 95 g/m² in women, concentric where the relative wall thickness is above "
        "0.42."
    ),
    version="2015.1",
    source="Lang RM et al. J Am Soc Echocardiogr 2015;28:1-39",
    inputs=(
        Input("sex", "word", words=("male", "female")),
        Input("height", "number", "cm", (50, 250)),
        Input("weight", "number", "kg", (10, 700)),
        Input("septum", "number", "mm", (3, 40)),
        Input("diameter", "number", "mm", (15, 120)),
        Input("posterior_wall", "number", "mm", (3, 40)),
    ),
    compute=compute,
    unit="g/m²",
    tag=Tag.FROM_MEMORY,
)
