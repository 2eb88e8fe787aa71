"""What the variables of a definition are: label, unit, answers, source, and in which form they may leave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from cardiology import wording
from cardiology.codes import laboratory
from cardiology.dictionary import registry
from cardiology.models import Admission, Discharge, Patient
from research.catalogue import ANSWER
from research.criteria import nodes as n
from research.criteria.kinds import Catalogue, Field
from research.criteria.walk import every

Leaves = Literal["as_is", "capped_age", "days", "never"]
FREE_TEXT = ("note", "text")
CODED_TEXT = ("drug_class", "unit", "comparator")  # short texts that hold a code of ours


@dataclass(frozen=True)
class Described:
    """One variable of a definition as a table, a codebook and an export need it."""

    name: str
    label: str
    unit: str = ""
    kind: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    leaves: Leaves = "as_is"

    def answer(self, code: str) -> str:
        """A coded answer in words."""
        return self.answers.get(code) or {"yes": _("Yes"), "no": _("No")}.get(code, code)

    @property
    def title(self) -> str:
        return f"{self.label} ({shown})" if (shown := wording.unit(self.unit)) else self.label


def described(definition: n.Definition, kinds: Catalogue) -> dict[str, Described]:
    """Every variable of a definition, in order."""
    return {name: _described(name, value, definition, kinds) for name, value in definition.variables}


def _described(name: str, value: Any, definition: n.Definition, kinds: Catalogue) -> Described:
    found, kind = _field(value, definition, kinds)
    if isinstance(value, n.Age):
        return Described(name, _("Age"), _("years"), "number", source=_("date of birth"), leaves="capped_age")
    if isinstance(value, n.Elapsed):
        unit = _("days") if value.op == "days" else _("minutes")
        return Described(name, name, unit, "number", source=_("calculated"), leaves=_leaves(value, None, ""))
    if isinstance(value, n.Pick) and value.get in ("start", "end"):
        return Described(name, name, kind="time", source=f"{value.of.rows}.{value.get}", leaves="days")
    if found is None:
        return Described(name, name, source=_("calculated"), leaves=_leaves(value, None, ""))
    answers = {code: str(label) for code, label in found.labels.items()}
    label = str(found.label) or name
    source = ".".join(filter(None, (kind, found.name)))
    if test := _laboratory_test(value, found, kind):
        return Described(name, test.label, test.unit, found.type, source=f"{source} ({test.code})")
    return Described(name, label, found.unit, found.type, answers, source, _leaves(value, found, kind))


def _laboratory_test(value: Any, found: Field, kind: str) -> laboratory.LabTest | None:
    """The test whose value a variable reads, where its rows are of one test."""
    if kind != "labresult" or found.name != "value" or isinstance(value, n.FieldRef):
        return None
    codes = {x.right.value for x in every(value)
             if isinstance(x, n.Compare) and x.op == "=" and isinstance(x.left, n.FieldRef)
             and x.left.name == "test" and isinstance(x.right, n.Constant)}  # fmt: skip
    return laboratory.find(str(codes.pop())) if len(codes) == 1 else None


def described_field(name: str, found: Field, kind: str) -> Described:
    """A field of a kind of row as a column of its own."""
    answers = {code: str(label) for code, label in found.labels.items()}
    leaves: Leaves = "as_is"
    if found.identifies == "direct" or is_free_text(kind, found.name):
        leaves = "never"
    elif found.type == "time":
        leaves = "days"
    elif found.name.startswith("age_"):
        leaves = "capped_age"
    label = str(found.label) or name
    return Described(name, label, found.unit, found.type, answers, f"{kind}.{found.name}", leaves)


def _field(value: Any, definition: n.Definition, kinds: Catalogue) -> tuple[Field | None, str]:
    """The declared field that a value reads, with the kind of row it stands in; none for calculated ones."""
    if isinstance(value, n.VarRef):
        return _field(dict(definition.variables)[value.name], definition, kinds)
    if isinstance(value, n.Pick | n.Aggregate) and value.get:
        return kinds.kinds[value.of.rows].fields.get(value.get), value.of.rows
    if isinstance(value, n.FieldRef):
        return _of_owner(value, definition, kinds)
    return None, ""


def _of_owner(value: n.FieldRef, definition: n.Definition, kinds: Catalogue) -> tuple[Field | None, str]:
    if value.owner == "patient":
        return kinds.patient_fields.get(value.name), "patient"
    select = definition.of if value.owner == "index" else dict(definition.let)[value.owner].of
    return kinds.kinds[select.rows].fields.get(value.name), select.rows


def _leaves(value: Any, found: Field | None, kind: str) -> Leaves:
    """In which form a variable may leave the system: free text and the day of birth never."""
    nodes = list(every(value))
    birth = any(isinstance(x, n.Anchor) and x.name == "birth" for x in nodes if not isinstance(x, n.Age))
    birth |= any(isinstance(x, n.FieldRef) and (x.owner, x.name) == ("patient", "birth") for x in nodes)
    if birth:
        return "never"
    if found and (found.identifies == "direct" or is_free_text(kind, found.name)):
        return "never"
    if found and found.type == "time":
        return "days"
    aged = any(isinstance(x, n.Age) for x in nodes) or any(_is_age(x) for x in nodes)
    return "capped_age" if aged else "as_is"


def _is_age(node: Any) -> bool:
    name = node.name if isinstance(node, n.FieldRef) else getattr(node, "get", None)
    return isinstance(name, str) and name.startswith("age_")


def is_free_text(kind: str, name: str) -> bool:
    """Whether a field of a kind holds words that somebody typed."""
    held: dict[str, tuple[Any, ...]] = {"patient": (Patient,), "stay": (Admission, Discharge)}
    models = held.get(kind, ())
    if not models:
        try:
            models = (registry.section(kind),)
        except LookupError:
            return True
    last = name.rpartition(".")[2].partition(ANSWER)[0]
    if last in CODED_TEXT:
        return False
    path = _parents(models[0], name) if "." in name else models
    known = [v for model in path for v in registry.variables(model) if v.name == last]
    if not known:
        return name not in ("start", "end", "death")
    return known[0].kind in FREE_TEXT


def _parents(model: Any, name: str) -> tuple[Any, ...]:
    """The row that a dotted field belongs to."""
    at = model
    while at.parent:
        prefix = at.parent
        at = at._meta.get_field(prefix).related_model
        if prefix == name.partition(".")[0]:
            return (at,)
    return ()
