"""What a row of a grid is about: a variable of the vital signs, or a laboratory test."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cardiology.codes import laboratory
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import variables
from cardiology.intake.grids.block import Block, Line
from cardiology.models import Vitals

# What charts and spreadsheets write for a vital sign, beside its label in either language.
WRITTEN = {
    "systolic_bp": ("sbp", "systolic", "收缩压", "高压"),
    "diastolic_bp": ("dbp", "diastolic", "舒张压", "低压"),
    "heart_rate": ("hr", "pulse", "p", "心率", "脉搏", "hr/p"),
    "respiratory_rate": ("rr", "r", "resp", "呼吸", "呼吸频率"),
    "temperature": ("t", "temp", "体温"),
    "oxygen_saturation": ("spo2", "sao2", "血氧", "血氧饱和度", "氧饱和度"),
    "height": ("ht", "身高"),
    "weight": ("wt", "体重"),
}
PRESSURE = ("bp", "blood pressure", "nibp", "血压")
USUAL = ("na", "k", "cr", "urea", "glu", "hb", "wbc", "plt", "hstni", "ntbnp", "crp", "ldl", "alt")


@dataclass(frozen=True)
class Subject:
    """A row's label, unit, the variable or test it stands for; `problem` where it is not known."""

    label: Any
    unit: str = ""
    variable: Variable | None = None
    test: laboratory.LabTest | None = None
    problem: Any = ""

    @property
    def key(self) -> str:
        """The name that finds this subject again."""
        return self.variable.name if self.variable else self.test.code if self.test else str(self.label)


def vital_sign(name: str) -> Subject:
    """The vital sign that a row's head means."""
    variable = _signs().get(" ".join(name.split()).casefold())
    if variable is None:
        return Subject(name, problem=_("Not a vital sign that is known here."))
    if variable.generated:
        return Subject(variable.label, problem=_("This follows from other values and is not entered."))
    return Subject(variable.label, variable.unit, variable)


@cache
def _signs() -> dict[str, Variable]:
    known = {}
    for variable in variables(Vitals):
        if variable.name == Vitals.starts:
            continue
        names = [variable.name, *WRITTEN.get(variable.name, ())]
        for language in ("en", "zh-hans"):
            with translation.override(language):
                names.append(str(variable.label))
        known |= {name.casefold(): variable for name in names}
    return known


def laboratory_test(name: str, decided: Mapping[str, str] | None = None) -> Subject:
    """The test that a row's head means; a name that nobody knows is kept to be coded later.

    `decided` are the names that the hospital has coded before.
    """
    test = laboratory.find(name) or laboratory.find_name(name)
    if test is None and decided:
        test = laboratory.find(decided.get(name.strip().lower(), ""))
    return Subject(test.label, test.unit, test=test) if test else Subject(name)


def split_pressure(block: Block) -> Block:
    """A row of "120/80" becomes two: systolic and diastolic."""
    lines = []
    for line in block.lines:
        if line.name.casefold() not in PRESSURE:
            lines.append(line)
            continue
        both = [(*cell.replace("／", "/").split("/"), "")[:2] if cell else ("", "") for cell in line.cells]
        lines.append(Line("systolic_bp", line.unit, [one.strip() for one, _two in both]))
        lines.append(Line("diastolic_bp", line.unit, [two.strip() for _one, two in both]))
    return Block(block.times, lines)
