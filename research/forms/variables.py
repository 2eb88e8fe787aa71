"""One variable by plain controls: what is read for every index row."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from research.criteria.reading.values import RESERVED
from research.forms import phrases
from research.forms.criteria import picked
from research.forms.rows import HOWS, INDEX, PATIENT, RowsForm, Text, field_control, op_control, value_control

Json = Any


class VariableForm(RowsForm):
    """A value for every index row."""

    how = forms.ChoiceField(label=gettext_lazy("Take"), choices=HOWS, initial="last")
    field = field_control(gettext_lazy("of"))
    where_field = field_control(gettext_lazy("of rows where"))
    where_op = op_control()
    where_value = value_control()
    span = forms.ChoiceField(label=gettext_lazy("When"), choices=phrases.SPANS, initial="any")
    first = forms.FloatField(label=gettext_lazy("from"), required=False, min_value=-40000, max_value=40000)
    last = forms.FloatField(label=gettext_lazy("to"), required=False, min_value=-40000, max_value=40000)
    anchor = forms.ChoiceField(label=gettext_lazy("counted from"), choices=phrases.ANCHORS, initial="index")
    name = Text(label=pgettext_lazy("research", "Name"), required=False, max_length=40)

    layout = (
        ("how", "field"), ("where_field", "where_op", "where_value"),
        ("span", "first", "last"), ("anchor", "name"),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.subject in (PATIENT, INDEX):
            for name in ("how", "where_field", "where_op", "where_value", "span", "first", "last", "anchor"):
                del self.fields[name]

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if name and (not re.fullmatch(r"[^\W\d]\w*", name) or name in RESERVED):
            raise forms.ValidationError(_("A name starts with a letter and has letters, digits and _ only."))
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.node = self._node()
        return cleaned

    def _node(self) -> Json | None:
        name, how = self.cleaned_data.get("field"), self.cleaned_data.get("how", "last")
        if not name and how not in ("has", "count"):
            self.add_error("field", _("Choose what is read."))
            return None
        if self.subject in (PATIENT, INDEX):
            age = self.subject == PATIENT and name == "age"
            return {"age": "index"} if age else {"f": f"{self.subject}.{name}"}
        select: dict[str, Json] = {"rows": self.subject}
        where = self.compare("where_")
        if where is not None:
            select["where"] = where
        select |= self.frame()
        if how == "count":
            return {"count": select}
        if how == "has":
            return {"case": [[{"has": select}, True], [False]]}
        return picked(how, select, str(name))

    def variable(self, names: Any) -> tuple[str, Json]:
        """The name and the value; a name is made of the field where none was given."""
        made = self.cleaned_data.get("name") or self._made_name()
        name, number = made, 2
        while name in names:
            name, number = f"{made}_{number}", number + 1
        return name, self.node

    def _made_name(self) -> str:
        last = (self.cleaned_data.get("field") or self.subject).rpartition(".")[2]
        filtered = self.cleaned_data.get("where_value") or ""
        made = re.sub(r"\W+", "_", filtered if self.cleaned_data.get("field") == "value" else last).strip("_")
        return made if made and made not in RESERVED and not made[0].isdigit() else "v_" + (made or last)
