"""One criterion by plain controls: what is looked at, which rows, when, compared with what, in or out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from research.criteria.kinds import Catalogue
from research.forms import phrases
from research.forms.rows import (
    HOWS,
    INDEX,
    PATIENT,
    REDUCERS,
    RowsForm,
    Text,
    field_control,
    initial_lines,
    joined,
    op_control,
    split,
    taken,
    value_control,
)

Json = Any
POLICIES = (("include", gettext_lazy("Include")), ("exclude", gettext_lazy("Exclude")))
UNKNOWN = (
    ("", gettext_lazy("as usual (include drops, exclude keeps)")), ("drop", gettext_lazy("drop")),
    ("keep", gettext_lazy("keep")),
)  # fmt: skip


class CriterionForm(RowsForm):
    """Index rows that pass or fail by one test."""

    policy = forms.ChoiceField(label=gettext_lazy("Who meets it"), choices=POLICIES, initial="include")
    how = forms.ChoiceField(label=gettext_lazy("Look at"), choices=HOWS, initial="has")
    where_field = field_control(gettext_lazy("of rows where"))
    where_op = op_control()
    where_value = value_control()
    field = field_control(pgettext_lazy("research", "whose"))
    op = op_control()
    value = value_control()
    span = forms.ChoiceField(label=gettext_lazy("When"), choices=phrases.SPANS, initial="any")
    first = forms.FloatField(label=gettext_lazy("from"), required=False, min_value=-40000, max_value=40000)
    last = forms.FloatField(label=gettext_lazy("to"), required=False, min_value=-40000, max_value=40000)
    anchor = forms.ChoiceField(label=gettext_lazy("counted from"), choices=phrases.ANCHORS, initial="index")
    must_observe = forms.BooleanField(label=gettext_lazy("Unknown until the window is over"), required=False)
    unknown = forms.ChoiceField(label=gettext_lazy("Who is unknown"), choices=UNKNOWN, required=False)
    name = Text(label=pgettext_lazy("research", "Name"), required=False, max_length=120)

    layout = (
        ("policy", "how"), ("where_field", "where_op", "where_value"), ("field", "op", "value"),
        ("span", "first", "last"), ("anchor", "must_observe"), ("unknown", "name"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.subject in (PATIENT, INDEX):
            for name in ("how", "where_field", "where_op", "where_value", "span", "first", "last", "anchor",
                         "must_observe"):  # fmt: skip
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.test = self._of_record() if self.subject in (PATIENT, INDEX) else self._of_rows()
        return cleaned

    def _of_record(self) -> Json | None:
        name = self.cleaned_data.get("field")
        if not name:
            self.add_error("field", _("Choose what is compared."))
            return None
        age = self.subject == PATIENT and name == "age"
        return self.compare("", {"age": "index"} if age else {"f": f"{self.subject}.{name}"})

    def _of_rows(self) -> Json | None:
        select: dict[str, Json] = {"rows": self.subject}
        how, where = self.cleaned_data.get("how", "has"), self.compare("where_")
        if how == "has":
            where = joined([where, self.compare("")])
        if where is not None:
            select["where"] = where
        select |= self.frame()
        if how == "has":
            return {"has": select | ({"must_observe": True} if self.cleaned_data.get("must_observe") else {})}
        return self._reduced(how, select)

    def _reduced(self, how: str, select: dict[str, Json]) -> Json | None:
        if how == "count":
            typed, op = self.cleaned_data.get("value", ""), self.cleaned_data.get("op", "=")
            try:
                return phrases.comparison({"count": select}, op, typed, None)
            except forms.ValidationError as error:
                self.add_error("value", error)
                return None
        name = self.cleaned_data.get("field")
        if not name:
            self.add_error("field", _("Choose whose value is compared."))
            return None
        return self.compare("", picked(how, select, name))

    def criterion(self, names: list[str]) -> dict[str, Json]:
        """The criterion as a part of a definition; a name is made where none was given."""
        name = self.cleaned_data.get("name") or self.made_name()
        found = {"name": taken(names, name), self.cleaned_data["policy"]: self.test}
        if self.cleaned_data.get("unknown"):
            found["unknown"] = self.cleaned_data["unknown"]
        return found

    def made_name(self) -> str:
        """A short name out of what was chosen."""
        kind = "" if self.subject in (PATIENT, INDEX) else str(self.kinds.kinds[self.subject].label)
        found = self.known_fields.get(self.cleaned_data.get("field") or "")
        op = str(dict(phrases.OPERATORS).get(self.cleaned_data.get("op") or "", "")).partition(" (")[0]
        value = phrases.in_words(self.cleaned_data.get("value") or "", found)
        what = f"{found.label} {op} {value}".strip() if found else ""
        other = self.known_fields.get(self.cleaned_data.get("where_field") or "")
        filtered = phrases.in_words(self.cleaned_data.get("where_value") or "", other) if other else ""
        return ": ".join(p for p in (f"{kind} {filtered}".strip(), what) if p)[:120]


def picked(how: str, select: dict[str, Json], name: str) -> Json:
    """The value that one row, or all rows, of a selection give."""
    value: dict[str, Json] = {how: select, "get": name}
    return value | {"to": "index"} if how == "nearest" else value


def read(criterion: Json, kinds: Catalogue) -> tuple[str, dict[str, Json]] | None:
    """Subject and controls of a criterion; None where it is more than the controls can say."""
    policy = "include" if isinstance(criterion, dict) and "include" in criterion else "exclude"
    if not isinstance(criterion, dict) or policy not in criterion:
        return None
    found = _read_test(criterion[policy], kinds)
    if found is None:
        return None
    subject, controls = found
    shared = {"policy": policy, "name": criterion.get("name", ""), "unknown": criterion.get("unknown", "")}
    return subject, shared | controls


def _read_test(test: Json, kinds: Catalogue) -> tuple[str, dict[str, Json]] | None:
    if isinstance(test, dict) and list(test) == ["has"]:
        return _read_has(test["has"], kinds)
    found = phrases.read_comparison(test)
    if found is None:
        return None
    value, op, typed = found
    line = {"op": op, "value": typed}
    if value == {"age": "index"}:
        return PATIENT, {"field": "age", **line}
    if isinstance(value, dict) and list(value) == ["f"] and isinstance(value["f"], str):
        owner, _dot, name = value["f"].partition(".")
        return (owner, {"field": name, **line}) if owner in (PATIENT, INDEX) else None
    return _read_reduced(value, line, kinds)


def _read_has(select: Json, kinds: Catalogue) -> tuple[str, dict[str, Json]] | None:
    controls = read_select(select, kinds, 2)
    if controls is None:
        return None
    lines, frame = controls
    prefixes = ("where_", "") if len(lines) == 2 else ("",)
    must = {"must_observe": bool(select.get("must_observe"))}
    return select["rows"], {"how": "has", **frame, **must, **initial_lines(lines, prefixes)}


def _read_reduced(value: Json, line: dict[str, Json], kinds: Catalogue) -> tuple[str, dict[str, Json]] | None:
    how = next((h for h in (*REDUCERS, "count") if isinstance(value, dict) and h in value), None)
    if how is None or (how == "nearest" and value.get("to") != "index"):
        return None
    if set(value) - {how, "get", "to"}:
        return None
    controls = read_select(value[how], kinds, 1)
    if controls is None or value[how].get("must_observe"):
        return None
    lines, frame = controls
    got = {"field": value["get"]} if "get" in value else {}
    return value[how]["rows"], {"how": how, **frame, **got, **line, **initial_lines(lines, ("where_",))}


def read_select(
    select: Json, kinds: Catalogue, most: int
) -> tuple[list[tuple[str, str, str]], dict[str, Json]] | None:
    """Lines and frame of a selection; None where it is more than the controls can say."""
    if not isinstance(select, dict) or set(select) - {"rows", "where", "same_stay", "in", "must_observe"}:
        return None
    if not isinstance(select.get("rows"), str) or select["rows"] not in kinds.kinds:
        return None
    lines, frame = split(select.get("where"), most), phrases.read_frame(select)
    return None if lines is None or frame is None else (lines, frame)
