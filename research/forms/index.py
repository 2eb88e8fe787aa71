"""The index of a question: rows of which kind, filtered how, which of them, from when to when."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from research.forms.rows import (
    RowsForm,
    day_control,
    field_control,
    initial_lines,
    joined,
    op_control,
    split,
    value_control,
)

PICKS = (
    ("first", gettext_lazy("the first of each patient")), ("last", gettext_lazy("the last of each patient")),
    ("each", gettext_lazy("every one")),
    ("first_qualifying", gettext_lazy("the first of each patient that meets all criteria")),
)  # fmt: skip
LINES = ("a_", "b_", "c_")


class IndexForm(RowsForm):
    """Which rows a question is about."""

    pick = forms.ChoiceField(label=gettext_lazy("Which"), choices=PICKS)
    first_on = day_control(gettext_lazy("Started from"), required=False)
    last_on = day_control(gettext_lazy("until"), required=False)
    cut = day_control(gettext_lazy("Records up to (data cut)"))
    a_field, a_op, a_value = field_control(gettext_lazy("Only rows where")), op_control(), value_control()
    b_field, b_op, b_value = field_control(gettext_lazy("and where")), op_control(), value_control()
    c_field, c_op, c_value = field_control(gettext_lazy("and where")), op_control(), value_control()

    layout = (
        ("pick", "cut"), ("first_on", "last_on"), ("a_field", "a_op", "a_value"),
        ("b_field", "b_op", "b_value"), ("c_field", "c_op", "c_value"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day lies before the first."))
        self.where = joined([self.compare(line) for line in LINES])
        return cleaned

    def index(self) -> dict[str, Any]:
        """The index part of a definition."""
        of: dict[str, Any] = {"rows": self.subject}
        if self.where is not None:
            of["where"] = self.where
        days = [
            d.isoformat() if d else None
            for d in (self.cleaned_data["first_on"], self.cleaned_data["last_on"])
        ]
        if any(days):
            of["in"] = {"dates": days}
        return {"of": of, "pick": self.cleaned_data["pick"]}


def initial(draft: dict[str, Any]) -> dict[str, Any] | None:
    """What the controls show for a definition; None where its index is more than they can say."""
    given = draft.get("index")
    index: dict[str, Any] = given if isinstance(given, dict) else {}
    of = index.get("of")
    if not isinstance(of, dict) or set(of) - {"rows", "where", "in"}:
        return None
    lines, window = split(of.get("where"), len(LINES)), of.get("in", {"dates": [None, None]})
    days = window.get("dates") if isinstance(window, dict) else None
    if lines is None or not isinstance(days, list) or len(days) != 2 or window.get("by", "start") != "start":
        return None
    return {"pick": index.get("pick", "first"), "cut": draft.get("cut"), "first_on": days[0],
            "last_on": days[1], **initial_lines(lines, LINES)}  # fmt: skip
