"""Forms of the patient's identity, of the stay and its end, and of what is added to a patient."""

import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology.actions import identification, patients
from cardiology.forms import SectionForm, asked
from cardiology.models import (
    Admission,
    ContactPerson,
    Discharge,
    NumberKind,
    Patient,
    PatientIdentifier,
    Phone,
    Relation,
)

SHORTEST_PHONE = 7


class PatientForm(SectionForm):
    """Who the patient is. A valid citizen number fills birth date and sex; where they differ one is asked."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, a number is given.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["name"] = " ".join(unicodedata.normalize("NFKC", cleaned.get("name") or "").split()) or None
        for name, problem in identification.read(cleaned).items():
            self.add_error(name, problem)
        for name in identification.ASKED:  # the number has said what nobody could tell
            if cleaned.get(name) not in (None, ""):
                self.instance.missing.pop(name, None)
        if identification.lacks_reason(cleaned, self.reason_for("id_number")):
            self.add_error("id_number", _("Say why there is no document: choose a reason beside the label."))
        born = cleaned.get("birth_on")
        if born and born > timezone.localdate():
            self.add_error("birth_on", _("The date of birth cannot be in the future."))
        return cleaned


class PersonForm(PatientForm):
    """Registering: the patient and the first telephone number, in the order in which one asks for them."""

    field_order = ("name", "id_number", "id_type", "sex", "birth_on", "phone", "phone_owner", "insurance")

    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    phone_owner = forms.ChoiceField(label=_("Whose phone"), choices=Relation.choices, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autofocus"] = True

    def clean_phone(self) -> str:
        """What is typed has to be a telephone number."""
        number: str = self.cleaned_data["phone"].strip()
        if number and len(patients.digits_of(number)) < SHORTEST_PHONE:
            raise forms.ValidationError(_("A telephone number has at least 7 digits."))
        return number


class StayForm(SectionForm):
    """Admitting, and correcting what is known of a stay."""

    def __init__(
        self, *args: Any, beds: Any = None, doctors: Any = None, nurses: Any = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Left empty, a number is given.")
        self.fields["attending"].queryset = doctors
        self.fields["primary_nurse"].queryset = nurses
        self.fields["planned_discharge_on"].widget = forms.DateInput(
            attrs={"type": "date"},
            format="%Y-%m-%d",  # the browser takes no other, whatever the language
        )
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
        fields = ("name", "relation", "phone", "consent")
        labels = {"name": _("Name")}  # (the field's own word is that of things)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["relation"].choices = [("", "—"), *Relation.choices]  # type: ignore[attr-defined]


class IdentifierForm(forms.ModelForm):
    """Another number of the patient; leading zeros stay."""

    kind = forms.ChoiceField(label=_("Kind"))

    class Meta:
        model = PatientIdentifier
        fields = ("kind", "value")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = dict(NumberKind.choices)
        own = self.instance.kind
        offered = [(k, v) for k, v in known.items() if k != NumberKind.MERGED or own == k]
        self.fields["kind"].choices = offered + ([(own, own)] if own and own not in known else [])  # type: ignore[attr-defined]


class PhoneForm(forms.ModelForm):
    """Another telephone number, and what may be done with it."""

    class Meta:
        model = Phone
        fields = (
            "number",
            "owner",
            "owner_name",
            "best_time",
            "position",
            "may_speak_to",
            "may_leave_message",
        )
        labels = {"owner_name": _("Name")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["position"].required = False

    def clean_position(self) -> int:
        """Left empty, the place stays as it is."""
        return int(self.cleaned_data["position"] or self.instance.position)


class WithdrawForm(forms.Form):
    """Why an entry is taken out."""

    reason = forms.CharField(label=_("Why is this entry wrong?"), max_length=300)


person_form = forms.modelform_factory(Patient, form=PersonForm, fields=asked(Patient))
patient_form = forms.modelform_factory(Patient, form=PatientForm, fields=asked(Patient))
STAY = [*asked(Admission), "attending", "primary_nurse", "planned_discharge_on"]
admit_form = forms.modelform_factory(Admission, form=StayForm, fields=["bed", *STAY])
stay_form = forms.modelform_factory(Admission, form=StayForm, fields=STAY)
leaving_form = forms.modelform_factory(Discharge, form=LeavingForm, fields=asked(Discharge))
