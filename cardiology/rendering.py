"""How forms look: the renderer and the bound field that the one field template reads.

Unit, ranges, core and the reasons allowed for a missing value come from the variable behind the
form field; the reason chosen so far from the form's `reason_for(name)`. An error with the code
"doubtful" is shown as a question to confirm. A form may also carry, by field name: `marks` (such as
"amended") and `history_urls`; `carried`, names of values taken over from an earlier stay;
and `proposals` of earlier stays.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import jinja2
from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.renderers import Jinja2, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import wording
from cardiology.dictionary.fields import is_among
from cardiology.templatetags import clinical

TYPED_TIMES = {
    "date": gettext_lazy("t today, -2d, +3m, 20261109"),
    "moment": gettext_lazy("n now, -2h, 0830, ~ for about"),
    "partial_date": gettext_lazy("2019, 2019-03 or 2019-03-05"),
}
READ_BACK = (*TYPED_TIMES, "number")
COLUMN = 250  # pixels; a toggle group that is longer takes two columns, or the whole line
LETTER, OPTION, TICK = 7, 19, 16  # pixels that a letter, the edges of an option and the tick take


class ClinicalBoundField(BoundField):
    """A field of a section as a person meets it: with unit, limits and what is known of it."""

    @property
    def variable(self) -> Any:
        """The declared variable; the form field itself where there is none."""
        return getattr(self.field, "variable", self.field)

    @cached_property
    def unit(self) -> str:
        """Unit shown inside the right edge; empty when the variable has none."""
        return wording.unit(getattr(self.variable, "unit", None))

    @property
    def core(self) -> bool:
        """Whether the variable counts for completeness."""
        return getattr(self.variable, "core", False)

    @cached_property
    def kind(self) -> str:
        """What sort of control this is: by its widget, else by its variable; "text" where neither tells."""
        widget = self.field.widget
        kinds = (
            (forms.CheckboxSelectMultiple, "choices"),
            (forms.RadioSelect, "toggle"),
            (forms.CheckboxInput, "check"),
            (forms.Select, "select"),
            (forms.Textarea, "note"),
        )
        for cls, kind in kinds:
            if isinstance(widget, cls):
                return kind
        kind = getattr(self.variable, "kind", "")
        if kind in TYPED_TIMES:
            return str(kind)
        return "number" if self.unit or isinstance(widget, forms.NumberInput) else "text"

    @cached_property
    def asked_if(self) -> str:
        """Name of the control on whose answer this question depends; empty when it is always asked."""
        condition = getattr(self.variable, "asked_if", ())
        return self.form.add_prefix(condition[0]) if condition and condition[0] in self.form.fields else ""

    @property
    def is_child(self) -> bool:
        """Whether the question stands under the one on whose answer it depends."""
        groups = getattr(type(self.form.instance), "groups", ()) if self.asked_if else ()
        above = self.variable.asked_if[0] if self.asked_if else ""
        return any(above in names and self.name in names for _title, names in groups)

    @property
    def is_idle(self) -> bool:
        """Whether the question is not asked now and holds nothing, so that it is not shown."""
        if not self.asked_if or self.errors or self.value() or self.missing_value:
            return False
        name, *answers = self.variable.asked_if
        return not is_among(self.form[name].value(), answers)

    @cached_property
    def width(self) -> str:
        """One column, two (`wide`) or the whole line (`full`), by what the control must hold."""
        if self.kind in ("note", "choices"):
            return "full"
        if self.kind != "toggle":
            return ""
        options = [_breadth(label) * LETTER + OPTION for value, label in self._options() if value]
        length = sum(options) + TICK
        return "full" if length > 2 * COLUMN else "wide" if length > COLUMN else ""

    @property
    def classes(self) -> str:
        """Classes of the field's box: kind, width and state."""
        states = {
            f"field--{self.kind}": True,
            f"field--{self.width}": bool(self.width),
            "field--invalid": bool(self.refusals),
            "field--doubtful": bool(self.warning),
            "field--missing": bool(self.missing_value),
            "field--child": self.is_child,
            "field--carried": self.name in getattr(self.form, "carried", ()),
        }
        return " ".join(name for name, on in states.items() if on)

    @cached_property
    def range_hint(self) -> str:
        """Expected and accepted range, or how to type a time; empty when there is nothing to say."""
        if self.kind in TYPED_TIMES:
            return str(TYPED_TIMES[self.kind])
        expected, accepted = (getattr(self.variable, name, None) for name in ("plausible", "possible"))
        parts = []
        if expected:
            parts.append(_("Expected %(low)s–%(high)s") % _ends(expected))
        if accepted:
            parts.append(_("accepted %(low)s–%(high)s") % _ends(accepted))
        return " · ".join(parts)

    @cached_property
    def read_url(self) -> str:
        """Where the typed text is read back before it is saved; empty for what is plain as it stands."""
        model: Any = getattr(self.variable, "model", None)
        is_read = self.kind in READ_BACK or self.name == "value_text"
        if model is None or not is_read or self.field.disabled:
            return ""
        return reverse("typed", args=[model._meta.model_name, self.name])

    @property
    def is_time(self) -> bool:
        """Whether a day or a time is typed, which is read back while it is typed."""
        return self.kind in TYPED_TIMES

    @cached_property
    def missing_choices(self) -> list[tuple[str, str]]:
        """Reasons for a missing value that this variable allows; "not recorded" is choosing none."""
        reasons = getattr(self.variable, "missing", ())
        return [(r.value, str(r.label)) for r in reasons if r.value != "not_recorded"]

    @property
    def missing_name(self) -> str:
        """Name under which the reason is submitted."""
        return self.form.add_prefix(f"missing_{self.name}")

    @property
    def missing_value(self) -> str:
        """The reason chosen so far, empty when none."""
        if hasattr(self.form, "reason_for"):
            return str(self.form.reason_for(self.name))
        return str(self.form.data.get(self.missing_name, ""))

    @property
    def confirm_name(self) -> str:
        """Name under which an implausible value is confirmed."""
        return self.form.add_prefix(f"confirm_{self.name}")

    @property
    def warning(self) -> str:
        """Why the value looks implausible and waits to be confirmed; empty when it does not."""
        doubts = [str(e) for error in self._failures(doubtful=True) for e in error.messages]
        return " ".join(doubts)

    @property
    def refusals(self) -> list[str]:
        """Why the value cannot be saved as it is."""
        return [str(e) for error in self._failures(doubtful=False) for e in error.messages]

    @property
    def mark(self) -> str:
        """What is known about where the value came from, such as "carried forward 09-Nov-2026"."""
        return str(self._of_form("marks", ""))

    @property
    def proposal(self) -> Any:
        """What an earlier stay knew, to be taken over deliberately; None where there is nothing."""
        return self._of_form("proposals", None)

    @property
    def history_url(self) -> str:
        """Where the earlier values of this field are shown; empty when there are none."""
        return str(self._of_form("history_urls", ""))

    @property
    def first_control_id(self) -> str:
        """Id that a link in the error summary leads to."""
        offered = (part.data for part in self.subwidgets if part.data["value"] != "")
        return self.id_for_label or next((str(part["attrs"]["id"]) for part in offered), self.auto_id)

    @property
    def aria_describedby(self) -> str | None:
        """Everything that a screen reader should say about the control, in reading order."""
        if self.field.widget.attrs.get("aria-describedby") or not self.auto_id or self.is_hidden:
            return None
        parts = {
            "unit": self.unit,
            "error": self.refusals,
            "warning": self.warning,
            "helptext": self.help_text,
            "range": self.range_hint,
        }
        return " ".join(f"{self.auto_id}_{part}" for part, there in parts.items() if there) or None

    def _failures(self, *, doubtful: bool) -> list[Any]:
        failures = self.errors.as_data()
        return [f for f in failures if (getattr(f, "code", "") == "doubtful") is doubtful]

    def _of_form(self, name: str, default: Any) -> Any:
        return getattr(self.form, name, {}).get(self.name, default)

    def _options(self) -> Iterable[tuple[Any, Any]]:
        return getattr(self.field.widget, "choices", [])


class ClinicalRenderer(TemplatesSetting):
    """The project's form renderer: one field template, one form template.

    Fields and controls are compiled by Jinja2: a form has a hundred of them, and Django's own engine takes
    several times as long. What is not in templates/jinja2 (the form, the administration) stays with Django.
    """

    form_template_name = "_components/form.html"
    field_template_name = "_components/field.html"
    bound_field_class = ClinicalBoundField

    def get_template(self, template_name: str) -> Any:
        """The template for Jinja2 where there is one."""
        return _template(template_name)


@cache
def _template(name: str) -> Any:
    try:
        return _fields().get_template(name)
    except TemplateDoesNotExist:
        return TemplatesSetting().get_template(name)


@cache
def _fields() -> Any:
    """The engine of fields: our templates before those that Django brings for its own controls."""
    django_own = Jinja2().engine.template_dirs
    places = [settings.BASE_DIR / "templates" / "jinja2", *django_own]
    options = {"environment": "cardiology.rendering.environment"}
    return Jinja2().backend({"NAME": "fields", "APP_DIRS": False, "DIRS": places, "OPTIONS": options})


def environment(**options: Any) -> jinja2.Environment:
    """What the templates of fields may call: words of the page's language, icons, days."""
    made = jinja2.Environment(**options | {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 - on
    made.globals.update(_=_, icon=clinical.icon, core=clinical.core)
    made.filters["day"] = wording.day
    return made


def _breadth(label: object) -> int:
    """Width of a label in Latin characters; a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str(label))


def _ends(limits: tuple[Any, Any]) -> dict[str, Any]:
    return {"low": limits[0], "high": limits[1]}
