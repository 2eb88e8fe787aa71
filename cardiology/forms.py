"""Forms built from sections: one function turns a section into the form that fills it.

Beside its value every variable may carry a reason for having none (`missing_<name>`), and an implausible
value a confirmation (`confirm_<name>`); both are read here and nowhere else.
"""

import uuid
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cardiology import codes
from cardiology.dictionary import Declared
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import variables


class SectionForm(forms.ModelForm):
    """The form of one row of a section. `doubts` are the variables that wait for a confirmation."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.doubts: set[str] = set()
        self.fields["revision"].initial = self.instance.revision if self.instance.pk else None

    @property
    def asked(self) -> list[Variable]:
        """The variables of this form, in order."""
        return [v for v in variables(type(self.instance)) if v.name in self.fields]

    @property
    def confirmed(self) -> set[str]:
        """Names whose implausible value was confirmed in this submission."""
        return {v.name for v in self.asked if self.data.get(self.add_prefix(f"confirm_{v.name}"))}

    def reason_for(self, name: str) -> str:
        """The reason for having no value that is chosen now."""
        if self.is_bound:
            return str(self.data.get(self.add_prefix(f"missing_{name}"), ""))
        return str(self.initial.get(f"missing_{name}", self.instance.missing.get(name, "")))

    def beside(self, name: str) -> dict[str, str]:
        """What is submitted beside the value of a variable, by the names of its controls."""
        return {f"missing_{name}": self.reason_for(name)}

    def remark(self, _name: str) -> str:
        """In words what is known beside the value of a variable, where its control does not show it."""
        return ""

    def clean(self) -> dict[str, Any]:
        """Collect reasons and what was typed; a reason beside a value, or one not allowed, is an error."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        codes.read_typed(cleaned, self.asked)
        missing, entered = {}, dict(self.instance.entered)
        for variable in self.asked:
            reason = self.reason_for(variable.name)
            if reason and cleaned.get(variable.name) is not None:
                self.add_error(variable.name, _("There is a value and a reason for having none."))
            elif reason and reason not in variable.missing:
                self.add_error(variable.name, _("This reason cannot be chosen here."))
            elif reason and reason != Missing.NOT_RECORDED:
                missing[variable.name] = reason
            if variable.name in self.changed_data:  # what was typed, and its origin, belong to the value
                entered.pop(variable.name, None)
                typed = getattr(self.fields[variable.name], "typed", {})
                if typed and cleaned.get(variable.name) is not None:
                    entered[variable.name] = typed
        kept = {k: v for k, v in self.instance.missing.items() if k not in self.fields}
        self.instance.missing, self.instance.entered = kept | missing, entered
        return cleaned

    def add_action_errors(self, error: ValidationError) -> None:
        """Show what an action refused at the fields it concerns; doubts ask for a confirmation."""
        for name, problems in getattr(error, "error_dict", {None: [error]}).items():
            for problem in problems:
                if problem.code == "doubtful":
                    self.doubts.add(name)
            self.add_error(name if name in self.fields else None, ValidationError(problems))


OWN_FORMS: dict[str, type[SectionForm]] = {}  # of sections that are filled in a way of their own


@cache
def section_form(model: type[Declared], *extra: str) -> type[SectionForm]:
    """The form class of a section: its variables, plus other editable fields named in `extra`."""
    base = OWN_FORMS.get(str(model._meta.model_name), SectionForm)
    return forms.modelform_factory(model, form=base, fields=[*extra, *asked(model)])


def asked(model: type[Declared]) -> list[str]:
    """Names of the variables that a person is asked for, in order."""
    return [v.name for v in variables(model) if v.editable and v.name not in model.derived]


def typed(posted: QueryDict) -> dict[str, str]:
    """What a form sent, one text per control: the ticked boxes of a question stand side by side."""
    return {name: "; ".join(values) for name, values in posted.lists()}
