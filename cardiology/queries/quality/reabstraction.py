"""The second entry of a month: which stays wait, who may enter them, how far both entries agree."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cardiology import codes
from cardiology.access import visible_to
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.registry import sections, variables
from cardiology.dictionary.section import Section
from cardiology.models import Admission, AuditEvent, Reabstraction, ReabstractionSample, User
from cardiology.months import last_day
from cardiology.quality.agreement import Agreement, agreement, is_same
from cardiology.queries.measures import discharged_between
from cardiology.wording import day, moment, unit

CODED = ("choice", "flag", "choices", "code")  # of these chance alone makes some agree: kappa


@dataclass(frozen=True)
class Line:
    """One variable over the sample. Stays in which both left it empty say nothing and are not counted."""

    section: Any
    label: Any
    n: int
    same: int
    kappa: float | None
    is_coded: bool

    @property
    def share(self) -> float:
        return self.same / self.n


@dataclass(frozen=True)
class Difference:
    """One value that two people wrote differently, and the form in which it is corrected."""

    stay: Admission
    section: Any
    label: Any
    first: str
    second: str
    second_by: User | None
    url: str


FIRST_OF = ("vitals", "ecg", "echo")  # of these the first of the stay is entered again


@cache
def asked() -> tuple[tuple[type[Section], Variable], ...]:
    """The core variables of every section that a stay has once, and of the first vital signs, ECG and echo,
    as a person is asked for them. Of other lists nobody can tell which row answers to which."""
    return tuple(
        (model, v) for model in sections() if model.parent is None and (not model.repeats or is_first(model))
        for v in variables(model) if v.core and v.editable and v.name not in model.derived
    )  # fmt: skip


def is_first(model: type[Section]) -> bool:
    """Whether a section has many rows, of which the first counts here."""
    return model._meta.model_name in FIRST_OF


def title(model: type[Section]) -> Any:
    """The words for a section, which say where only the first row is meant."""
    return format_lazy(_("{}: the first"), model.title) if is_first(model) else model.title


def key(model: type[Section], variable: Variable) -> str:
    """The name of a variable in what is kept of both entries."""
    return f"{model._meta.model_name}.{variable.name}"


def plain(value: Any) -> str:
    """A value as it is kept and compared; empty for none."""
    if value in (None, "", []):
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ";".join(sorted(value))
    return str(value) if isinstance(value, str) else f"{value.normalize():f}"


def recorded(stay: Admission) -> dict[str, str]:
    """What the record holds of these variables now."""
    rows = {
        model: model._default_manager.filter(admission=stay)
        .order_by(*((model.starts, "pk") if is_first(model) else ("pk",))).first()
        for model in _models()
    }  # fmt: skip
    return {key(m, v): plain(getattr(rows[m], v.attname)) if rows[m] else "" for m, v in asked()}


def closed(user: User, month: date) -> QuerySet[Admission]:
    """The stays that ended in a month."""
    return discharged_between(visible_to(user, Admission), month, last_day(month))


def sample_of(user: User, month: date) -> ReabstractionSample | None:
    """The draw of a month."""
    found = visible_to(user, ReabstractionSample).filter(month=month).select_related("drawn_by")
    return found.annotate(
        drawn=Count("entries"), done=Count("entries", filter=Q(entries__entered_at__isnull=False))
    ).first()


def waiting(user: User, month: date) -> list[Reabstraction]:
    """The stays of a draw that this person may enter: those that nobody entered again, and not their own."""
    rows = visible_to(user, Reabstraction).filter(sample__month=month, entered_at=None)
    found = list(rows.select_related("admission__patient").order_by("admission__number"))
    own = entered_by(user, [r.admission_id for r in found])
    return [r for r in found if r.admission_id not in own]


def entered_by(user: User, stay_ids: Iterable[int]) -> set[int]:
    """Those of these stays in which this person wrote one of the sections that are compared."""
    wanted, found = list(stay_ids), set()
    for model in _models():
        rows = dict(model._default_manager.filter(admission_id__in=wanted).values_list("pk", "admission_id"))
        events = AuditEvent.objects.filter(about=model._meta.label_lower, about_id__in=rows, by_id=user.pk)
        written = events.exclude(event="opened").values_list("about_id", flat=True)
        found |= {rows[pk] for pk in written if pk is not None}
    return found


def _models() -> list[type[Section]]:
    return list(dict.fromkeys(model for model, _variable in asked()))


def compared(user: User, month: date) -> list[Reabstraction]:
    """The stays of a draw that were entered again."""
    rows = visible_to(user, Reabstraction).filter(sample__month=month, entered_at__isnull=False)
    return list(rows.select_related("admission__patient", "entered_by").order_by("admission__number"))


def lines(entries: Iterable[Reabstraction]) -> list[Line]:
    """Agreement of every variable that at least one of both entries holds."""
    done, found = list(entries), []
    for model, variable in asked():
        name = key(model, variable)
        pairs = [(e.first.get(name, ""), e.second.get(name, "")) for e in done]
        pairs = [pair for pair in pairs if any(pair)]
        if pairs:
            same = Counter(is_same(variable.kind, a, b) for a, b in pairs)[True]
            coded = variable.kind in CODED
            judged = agreement(pairs) if coded else Agreement(len(pairs), None, None)
            found.append(Line(title(model), variable.label, len(pairs), same, judged.kappa, coded))
    return found


def differences(entries: Iterable[Reabstraction]) -> list[Difference]:
    """Every value that differs, stay by stay, with both values."""
    return [
        Difference(e.admission, title(model), variable.label, said(variable, a), said(variable, b),
                   e.entered_by, _form(model, e.admission_id))
        for e in entries for model, variable in asked()
        if not is_same(variable.kind, a := e.first.get(key(model, variable), ""),
                       b := e.second.get(key(model, variable), ""))
    ]  # fmt: skip


def _form(model: type[Section], stay_id: int) -> str:
    name = str(model._meta.model_name)
    if name == "discharge":
        return reverse("discharge", args=[stay_id])
    return reverse("section_new", args=[stay_id, name])


def said(variable: Variable, text: str) -> str:
    """A kept value in words."""
    if not text:
        return "–"
    if variable.kind == "moment":
        return moment(datetime.fromisoformat(text))
    if variable.kind == "date":
        return day(date.fromisoformat(text))
    if variable.kind == "code":
        return codes.label(getattr(variable, "system", ""), text)
    shown = variable.display(text.split(";") if variable.kind == "choices" else text)
    return f"{shown}\u00a0{unit(variable.unit)}".rstrip()
