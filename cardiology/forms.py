"""Forms built from sections: one function turns a section into the form that fills it.

Beside its value every variable may carry a reason for having none (`missing_<name>`), and an implausible
value a confirmation (`confirm_<name>`); both are read here and nowhere else.
"""

import uuid
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary import Declared
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.form_fields import MomentField
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import variables
from cardiology.models import Admission, Bed, ContactPerson, Discharge, Patient, Phone


class SectionForm(forms.ModelForm):
    """The form of one row of a section. `doubts` are the variables that wait for a confirmation."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.doubts: set[str] = set()
        self.fields["revision"].initial = self.instance.revision if self.instance.pk else None
        self.fields["submission"].initial = uuid.uuid4()

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
        return str(self.instance.missing.get(name, ""))

    def clean(self) -> dict[str, Any]:
        """Collect reasons and what was typed; a reason beside a value, or one not allowed, is an error."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        missing, entered = {}, dict(self.instance.entered)
        for variable in self.asked:
            reason = self.reason_for(variable.name)
            if reason and cleaned.get(variable.name) is not None:
                self.add_error(variable.name, _("There is a value and a reason for having none."))
            elif reason and reason not in variable.missing:
                self.add_error(variable.name, _("This reason cannot be chosen here."))
            elif reason and reason != Missing.NOT_RECORDED:
                missing[variable.name] = reason
            typed = getattr(self.fields[variable.name], "typed", {})
            entered = {k: v for k, v in entered.items() if k != variable.name}
            if typed and cleaned.get(variable.name) is not None:
                entered[variable.name] = typed
        kept = {k: v for k, v in self.instance.missing.items() if k not in self.fields}
        self.instance.missing, self.instance.entered = kept | missing, entered
        return cleaned

    def restore(self, values: dict[str, str]) -> None:
        """Show what was typed and not saved, in a form that was not submitted."""
        for name in self.fields:
            if name in values:
                self.initial[name] = values[name]
        chosen = {n.removeprefix("missing_"): v for n, v in values.items() if n.startswith("missing_")}
        self.instance.missing = {**self.instance.missing, **chosen}

    def add_action_errors(self, error: ValidationError) -> None:
        """Show what an action refused at the fields it concerns; doubts ask for a confirmation."""
        for name, problems in getattr(error, "error_dict", {None: [error]}).items():
            for problem in problems:
                if problem.code == "doubtful":
                    self.doubts.add(name)
            self.add_error(name if name in self.fields else None, ValidationError(problems))


class AdmissionForm(SectionForm):
    """A new stay: when, how, why, in which bed. Without a number one is given."""

    def __init__(self, *args: Any, beds: Any = None, doctors: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, a number is given.")
        for name, choices in (("bed", beds), ("attending", doctors)):
            self.fields[name].queryset = choices  # type: ignore[attr-defined]
            self.fields[name].required = False


class DischargeForm(SectionForm):
    """The discharge form with the moment at which the stay ends."""

    discharged_at = MomentField(variable=Admission._meta.get_field("discharged_at"), label=_("Discharged"))

    field_order = ("discharged_at",)


class PhoneForm(forms.ModelForm):
    """A telephone number, and what may be done with it."""

    class Meta:
        model = Phone
        fields = ("number", "owner", "owner_name", "best_time", "may_leave_message", "may_speak_to")

    def clean_number(self) -> str:
        """At least five digits, so that it can be dialled and found."""
        number: str = self.cleaned_data["number"]
        if sum(c.isdigit() for c in number) < 5:
            raise ValidationError(_("“%(text)s” is not a telephone number."), params={"text": number[:20]})
        return number


class ContactPersonForm(forms.ModelForm):
    """Somebody close to the patient who may be asked."""

    class Meta:
        model = ContactPerson
        fields = ("name", "relation", "phone", "consent")


class TransferForm(forms.Form):
    """Another bed."""

    bed = forms.ModelChoiceField(Bed.objects.none(), label=_("Bed"))

    def __init__(self, *args: Any, beds: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["bed"].queryset = beds  # type: ignore[attr-defined]


def patient_form() -> type[SectionForm]:
    """The form of a patient's identity; without a number one is given."""

    class PatientForm(section_form(Patient)):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.fields["number"].required = False
            self.fields["number"].help_text = _("Left empty, a number is given.")

    return PatientForm


@cache
def section_form(model: type[Declared], *extra: str) -> type[SectionForm]:
    """The form class of a section: the variables that it asks, plus other editable fields in `extra`."""
    names = [v.name for v in variables(model) if v.name not in model.derived]
    base = {Admission: AdmissionForm, Discharge: DischargeForm}.get(model, SectionForm)
    return forms.modelform_factory(model, form=base, fields=[*names, *extra])
