"""Findings in words: what was found, at which values, and where each can be put right."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cardiology import codes
from cardiology.access import led_to, visible_to
from cardiology.checks import CHECKS, Check
from cardiology.checks.check import FAMILIES, ONCE, SEVERITIES, Severity
from cardiology.dictionary import Variable
from cardiology.dictionary.registry import every_variable
from cardiology.models import Finding, User
from cardiology.wording import day, moment, unit

TONES = {Severity.ERROR: "critical", Severity.WARNING: "attention", Severity.NOTE: "info"}
RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Field:
    """A variable that a finding speaks of: its value when found, and its form, if the reader may open it."""

    label: Any
    value: str
    url: str


@dataclass(frozen=True)
class Shown:
    """One finding as a page shows it."""

    finding: Finding
    check: Check
    severity: Any
    tone: str
    family: Any
    fields: list[Field]

    @property
    def is_answered(self) -> bool:
        return self.finding.answered_at is not None


def open_of(user: User, admission_id: int) -> list[Shown]:
    """What is open in one stay, the gravest first; what was answered comes last."""
    rows = visible_to(user, Finding).filter(admission_id=admission_id, resolved_at=None)
    told = shown(rows.select_related("admission__patient", "answered_by"), user)
    return sorted(told, key=lambda s: (s.is_answered, RANK[s.check.severity], s.finding.pk))


def waiting_in(user: User, admission_id: int) -> int:
    """How many findings of a stay nobody answered."""
    rows = visible_to(user, Finding).filter(admission_id=admission_id, resolved_at=None, answered_at=None)
    return rows.filter(rule__in=CHECKS).count()


def of_section(user: User, admission_id: int, section: str, row_id: int | None) -> list[Shown]:
    """What concerns the form that is open and waits for an answer: checks that speak of its variables; of a
    section with several rows only those of this row. The order of the timeline is drawn beside its times."""
    told = [s for s in open_of(user, admission_id) if not s.is_answered]
    return [s for s in told if _concerns(s, section, row_id)]


def of_rows(user: User, admission_id: int, rows: Mapping[str, Collection[int] | None]) -> list[Shown]:
    """What waits for an answer on a page of several rows (a catheterisation report, a drug table, a grid):
    the rows of each section that are shown there, None for all of them."""
    told = [s for s in open_of(user, admission_id) if not s.is_answered]
    return [s for s in told if _is_shown(s, rows)]


def _is_shown(told: Shown, rows: Mapping[str, Collection[int] | None]) -> bool:
    if told.finding.section in rows:
        shown_rows = rows[told.finding.section]
        return shown_rows is None or told.finding.row_id in shown_rows
    return any(name.partition(".")[0] in rows for name in told.check.names)


def _concerns(told: Shown, section: str, row_id: int | None) -> bool:
    finding = told.finding
    if section == "timeline" and told.check.family == "T":
        return False
    if finding.section == section:
        return row_id is not None and finding.row_id == row_id
    return any(name.startswith(f"{section}.") for name in told.check.names)


def shown(findings: Iterable[Finding], user: User) -> list[Shown]:
    """Findings in words, in their order. A check that was taken out of the table shows nothing."""
    return [_shown(f, CHECKS[f.rule], user) for f in findings if f.rule in CHECKS]


@cache
def known_variables() -> dict[tuple[str, str], Variable]:
    """Every variable by section and name."""
    return {(str(m._meta.model_name), v.name): v for m, v in every_variable()}


def _shown(finding: Finding, check: Check, user: User) -> Shown:
    fields = [_field(finding, check, *name.split("."), user=user) for name in check.names]
    return Shown(
        finding, check, SEVERITIES[check.severity], TONES[check.severity], FAMILIES[check.family], fields
    )


def _field(finding: Finding, check: Check, section: str, name: str, *, user: User) -> Field:
    """Label with its section where a check speaks of several; of other rows only the way to them."""
    variable = known_variables()[section, name]
    is_known = section == finding.section or section in ONCE
    label = variable.label if check.speaks_of_one else f"{variable.model.title} \u203a {variable.label}"
    value = in_words(variable, finding.said.get(f"{section}.{name}")) if is_known else ""
    return Field(label, value, led_to(user, _url(finding, section, name if is_known else "")))


def _url(finding: Finding, section: str, variable: str) -> str:
    """The control of a variable; where the form makes the row, the form."""
    stay = finding.admission
    if section == "patient":
        url = reverse("patient_edit", args=[stay.patient_id])
    elif section == "admission":
        url = reverse("admission_edit", args=[stay.pk])
    elif section in ("discharge", "classdecision"):
        url = reverse("discharge", args=[stay.pk])
    elif section == finding.section:
        url = reverse("section_edit", args=[section, finding.row_id])
    else:
        at = {"lesion": "procedure", "device": "procedure"}.get(section, section)
        url = reverse("section_new", args=[stay.pk, at])
    return f"{url}#id_{variable}" if variable else url


def in_words(variable: Variable, value: Any) -> str:
    """A kept value in words; what is not there is said to be missing."""
    if value in (None, "", []):
        return _("missing")
    if variable.kind == "number":
        text = variable.display(Decimal(str(value)))
        return f"{text}\u00a0{unit(variable.unit)}".rstrip()
    if variable.kind == "moment":
        return moment(datetime.fromisoformat(value))
    if variable.kind == "date":
        return day(date.fromisoformat(value))
    if variable.kind == "code":
        return codes.label(getattr(variable, "system", ""), value) or str(value)
    labels = {str(k): str(v) for k, v in variable.flatchoices or ()}
    return ", ".join(labels.get(str(v), str(v)) for v in (value if isinstance(value, list) else [value]))
