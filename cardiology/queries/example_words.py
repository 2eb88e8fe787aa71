"""The words of worked examples: the tables that rules are tested with, as a reader knows them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import registries
from cardiology.codes import drug_classes, drugs
from cardiology.codes import label as code_label
from cardiology.models import ArrivalMode, Category, Disposition
from cardiology.models.discharge import NoRehabilitation
from cardiology.models.history import StrokeKind
from cardiology.models.imaging.ecg import Rhythm
from cardiology.models.medication import WhyNot
from cardiology.models.presentation import LysisAgainst
from cardiology.models.timeline import DelayReason, Reperfusion
from cardiology.quality import Outcome
from cardiology.queries.advice import label_of
from cardiology.queries.behind import LABELS, UNDESIRED
from cardiology.queries.drugs.reconciled import TITLES
from cardiology.queries.drugs.reconciled import WORDS as CHANGED
from cardiology.queries.quality.words import fact
from cardiology.scores.words import ANSWERS, CATEGORIES, INPUTS, PARTS

OUTCOMES: dict[str, Any] = {
    **{outcome.value: label for outcome, label in LABELS.items()},
    "not_in_denominator": gettext_lazy("Not concerned"),
    "incomplete": gettext_lazy("Incomplete"),
    "impossible": gettext_lazy("Refused"),
    "fires": gettext_lazy("Speaks"),
    "silent": gettext_lazy("Says nothing"),
}
CHOICES: dict[str, Any] = {
    word: label
    for choices in (WhyNot, DelayReason, Reperfusion, Disposition, ArrivalMode, Category)
    for word, label in choices.choices
} | {
    "bleeding_disorder": gettext_lazy("Bleeding disorder"), "very_stable": gettext_lazy("Very stable"),
    "stable": gettext_lazy("Stable"), "unstable": gettext_lazy("Unstable"),
}  # fmt: skip
# answers that mean something only in their column
OF_COLUMN: dict[str, dict[str, Any]] = {
    name: dict(choices.choices)
    for name, choices in (
        ("lysis_against", LysisAgainst),
        ("stroke_kinds", StrokeKind),
        ("rhythm", Rhythm),
        ("no_rehabilitation", NoRehabilitation),
    )
}
LISTS = ("home", "ward", "discharge")  # columns that hold lists of drugs, line by line
COLUMNS: dict[str, Any] = {
    "expected": gettext_lazy("Expected"),
    "classes": gettext_lazy("Classes of drugs"),
    "medication": gettext_lazy("Drugs"),
    "minutes": gettext_lazy("Minutes"),
    "waited": gettext_lazy("Minutes waited"),
    "why_not": gettext_lazy("Reason against a class"),
    "first_day": gettext_lazy("Given on the first day"),
    "doses": gettext_lazy("Dose (mg a day)"),
    "labs": gettext_lazy("Laboratory result"),
    "lab_days": gettext_lazy("Days since the result"),
    "measure": gettext_lazy("Measure"),
    "angiography": gettext_lazy("Angiography done"),
    "ck_day": gettext_lazy("Day of the stay of the newest CK"),
    "lvef_measured_in_stay": gettext_lazy("Ejection fraction measured in the stay"),
    "major_bleeding": gettext_lazy("Major bleeding in the last days"),
    "pacemaker": gettext_lazy("Pacemaker"),
    "warning_limits": gettext_lazy("Limits of the hospital"),
    "dilated_cardiomyopathy": gettext_lazy("Dilated cardiomyopathy"),
    "minutes.onset_to_door": gettext_lazy("Onset to door"),
    "waited.ecg": gettext_lazy("Minutes since the ECG"),
    "home": gettext_lazy("At home"),
    "ward": gettext_lazy("Ward"),
    "discharge": gettext_lazy("At discharge"),
}
OPEN = "open: "
FATES: dict[str, Any] = {**TITLES, "open": gettext_lazy("Not decided")}


def label(heading: str) -> Any:
    """An input in words; what is not one, as it is written."""
    added = (e.columns[heading] for e in registries.examples if heading in e.columns)
    known = COLUMNS.get(heading) or INPUTS.get(heading) or next(added, None)
    if known:
        return known
    try:
        return fact(heading)
    except KeyError:
        return label_of(heading)


def outcome(cell: str, *, undesired: bool = False) -> str:
    """What is expected, in the reader's language. To meet what should not happen is an event."""
    if undesired and cell in UNDESIRED:
        return str(UNDESIRED[Outcome(cell)])
    if cell in OUTCOMES:
        return str(OUTCOMES[cell])
    if cell.startswith(OPEN):
        facts = ", ".join(str(label_of(name)) for name in cell.removeprefix(OPEN).split(", "))
        return _("Not known: %(facts)s") % {"facts": facts}
    if cell.split(" ")[0] in FATES:
        return _("; ").join(_fate(part) for part in cell.split("; "))
    told = []
    for token in cell.split():
        name, equals, value = token.partition("=")
        named = PARTS.get(name) if equals and name != "band" else None
        told.append(f"{named} {value}" if named else value if equals else str(CATEGORIES.get(token, token)))
    return " · ".join(told)


def words(cell: str, column: str = "") -> Any:
    """A cell in words where it has some; an empty one is an unknown."""
    if column in LISTS:
        return _("; ").join(_line(part) for part in cell.split("; ") if part) or "–"
    if not cell:
        return "?"
    if "=" in cell or "+" in cell:
        return _(", ").join(str(_entry(part, column)) for part in cell.split("+") if part)
    answers = {"yes": _("yes"), "no": _("no"), "none": _("none"), **OF_COLUMN.get(column, {})}
    for more in registries.examples:
        answers |= more.answers.get(column, {})
    return answers.get(cell) or ANSWERS.get(cell) or CHOICES.get(cell) or _code(cell)


def _entry(part: str, column: str) -> Any:
    """One entry of a list, or of a mapping with its value."""
    name, equals, value = part.partition("=")
    if not equals:
        return words(part, column)
    if column in ("labs", "lab_days", "warning_limits"):
        return f"{code_label('laboratory', name)} {value}"
    if column in ("minutes", "waited"):
        return f"{label(f'{column}.{name}')} {words(value)}"
    return f"{_code(name)} {words(value)}"


def _line(part: str) -> str:
    """A line of a list of drugs: the drug, its regimen as far as it is known, what was decided of it."""
    line, bracket, fate = part.partition(" [")
    name, *regimen = line.split()
    said = " ".join((str(_code(name)), *(word for word in regimen if word != "?")))
    return f"{said} ({FATES[fate.rstrip(']')]})" if bracket else said


def _fate(part: str) -> str:
    """What became of a drug, and what changed of it."""
    named, _colon, changes = part.partition(": ")
    fate, name = named.split(" ", 1)
    said = f"{FATES[fate]} {_code(name)}"
    changed = _(", ").join(str(CHANGED[change]) for change in changes.split(", ")) if changes else ""
    return f"{said} ({changed})" if changed else said


def _code(word: str) -> Any:
    """A drug or a class of drugs by its code; any other word as it is written."""
    is_code = word.isascii() and not word[:1].isdigit()
    found = drug_classes.find(word) or (drugs.find(word) if is_code else None)
    return found.label if found else word
