"""Forms built from sections: one function turns a section into the form that fills it.

Beside its value every variable may carry a reason for having none (`missing_<name>`), and an implausible
value a confirmation (`confirm_<name>`); both are read here and nowhere else.
"""

import uuid
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import codes, identity
from cardiology.dictionary import Declared
from cardiology.dictionary.fields import Variable
from cardiology.dictionary.missing import Missing
from cardiology.dictionary.registry import variables
from cardiology.models import (
    Admission,
    ContactPerson,
    Discharge,
    Patient,
    PatientIdentifier,
    Phone,
    Relation,
)


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
        return str(self.initial.get(f"missing_{name}", self.instance.missing.get(name, "")))

    def clean(self) -> dict[str, Any]:
        """Collect reasons and what was typed; a reason beside a value, or one not allowed, is an error."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._read_codes(cleaned)
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

    def _read_codes(self, cleaned: dict[str, Any]) -> None:
        """What was typed instead of a code goes into the text beside it; a known name becomes its code."""
        for variable in self.asked:
            typed, beside = cleaned.get(variable.name), f"{variable.name}_text"
            if variable.kind != "code" or not typed or beside not in self.fields:
                continue
            cleaned[variable.name] = codes.read(variable.system, typed)  # type: ignore[attr-defined]
            if cleaned[variable.name] is None and not cleaned.get(beside):
                cleaned[beside] = typed

    def add_action_errors(self, error: ValidationError) -> None:
        """Show what an action refused at the fields it concerns; doubts ask for a confirmation."""
        for name, problems in getattr(error, "error_dict", {None: [error]}).items():
            for problem in problems:
                if problem.code == "doubtful":
                    self.doubts.add(name)
            self.add_error(name if name in self.fields else None, ValidationError(problems))


@cache
def section_form(model: type[Declared], *extra: str) -> type[SectionForm]:
    """The form class of a section: its variables, plus other editable fields named in `extra`."""
    names = [v.name for v in variables(model) if v.name not in model.derived]
    return forms.modelform_factory(model, form=SectionForm, fields=[*extra, *names])


class PatientForm(SectionForm):
    """Who the patient is. A valid citizen number fills birth date and sex, or has to agree with them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, a number is given.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("id_number")
        if number and cleaned.get("id_type") in (None, "citizen"):
            self._read_identity(number, cleaned)
        born = cleaned.get("birth_on")
        if born and born > timezone.localdate():
            self.add_error("birth_on", _("The date of birth cannot be in the future."))
        return cleaned

    def _read_identity(self, number: str, cleaned: dict[str, Any]) -> None:
        citizen = identity.read(number)
        if citizen is None:
            if cleaned.get("id_type") == "citizen":
                self.add_error("id_number", _("This is not a valid citizen number; please check its digits."))
            return
        for name, said in (("birth_on", citizen.birth_on), ("sex", citizen.sex)):
            if cleaned.get(name) in (None, "", "unknown"):
                cleaned[name] = said
            elif cleaned[name] != said:
                self.add_error(name, _("This does not agree with the identity number."))


class PersonForm(PatientForm):
    """Registering: the patient and the first telephone number."""

    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    phone_owner = forms.ChoiceField(label=_("Whose phone"), choices=Relation.choices, required=False)
    duplicate_seen = forms.BooleanField(required=False, widget=forms.HiddenInput)


class StayForm(SectionForm):
    """Admitting, and correcting what is known of a stay."""

    def __init__(self, *args: Any, beds: Any = None, doctors: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, a number is given.")
        self.fields["attending"].queryset = doctors
        self.fields["planned_discharge_on"].widget = forms.DateInput(attrs={"type": "date"})
        if "bed" in self.fields:
            self.fields["bed"].queryset = beds
            self.fields["bed"].empty_label = _("No bed yet")
            self.fields["bed"].label_from_instance = lambda bed: f"{bed.ward.name} · {bed.label}"


class LeavingForm(SectionForm):
    """The discharge form, with the time at which the patient leaves."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        leaving = Admission._meta.get_field("discharged_at").formfield()
        leaving.required = True
        self.fields = {"discharged_at": leaving, **self.fields}
        self.fields["disposition"].required = True


class ContactPersonForm(forms.ModelForm):
    """Somebody close to the patient."""

    class Meta:
        model = ContactPerson
        fields = ("name", "relation", "phone")


class IdentifierForm(forms.ModelForm):
    """Another number of the patient."""

    class Meta:
        model = PatientIdentifier
        fields = ("kind", "value")


class PhoneForm(forms.ModelForm):
    """Another telephone number."""

    class Meta:
        model = Phone
        fields = ("number", "owner", "owner_name", "best_time", "may_leave_message")


class WithdrawForm(forms.Form):
    """Why an entry is taken out."""

    reason = forms.CharField(label=_("Why is this entry wrong?"), max_length=300)


PERSON = ("number", "name", "sex", "birth_on", "id_type", "id_number", "insurance", "address")
STAY = ("admitted_at", "arrival_mode", "category", "attending", "planned_discharge_on", "number")
person_form = forms.modelform_factory(Patient, form=PersonForm, fields=PERSON)
patient_form = forms.modelform_factory(Patient, form=PatientForm, fields=PERSON)
admit_form = forms.modelform_factory(Admission, form=StayForm, fields=(*STAY[:1], "bed", *STAY[1:]))
stay_form = forms.modelform_factory(Admission, form=StayForm, fields=STAY)
leaving_form = forms.modelform_factory(
    Discharge, form=LeavingForm, fields=[v.name for v in Discharge._meta.get_fields() if isinstance(v, Variable)]
)


class TrailForm(forms.Form):
    """Which events of the audit trail to show."""

    person = forms.ChoiceField(label=_("Who"), required=False)
    event = forms.ChoiceField(label=_("What"), required=False)
    number = forms.CharField(label=_("Patient number"), max_length=40, required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, persons: list[str], events: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        for name, found, every in (("person", persons, _("Everybody")), ("event", events, _("Every event"))):
            self.fields[name].choices = [("", every), *((text, text) for text in found)]
