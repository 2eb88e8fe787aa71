"""The answers of a call: questions, drug by drug, results that the patient reads out."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cardiology import codes
from cardiology.codes import laboratory
from cardiology.forms import SectionForm
from cardiology.models import LabResult
from followup.actions import told
from followup.forms.outcome import DayText
from followup.models import Adherence, FollowUp, Taking
from followup.queries.desk.precall import ListedDrug
from followup.redflags import Drug
from followup.schedule.questions import DRUG, DRUG_BRANCHES, is_asked


class AnswersForm(SectionForm):
    """The questions of a call. What stands under a question that was answered otherwise does not count."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plain = {name: value for name, value in cleaned.items() if value is not None}
        for name in cleaned:
            if name in self.fields and cleaned[name] is not None and not is_asked(name, plain):
                cleaned[name] = None
        return cleaned


@cache
def answers_form(asks: tuple[str, ...]) -> type[SectionForm]:
    """The form of the questions of a call, in their order."""
    return forms.modelform_factory(FollowUp, form=AnswersForm, fields=list(asks))


class DrugForm(SectionForm):
    """One drug of the discharge list. Left alone it says nothing."""

    class Meta:
        model = Adherence
        fields = DRUG

    def __init__(self, posted: Any, *, line: ListedDrug) -> None:
        super().__init__(posted, prefix=f"drug-{line.medication.pk}")
        self.medication, self.label, self.dose, self.before = (
            line.medication,
            line.label,
            line.dose,
            line.before,
        )
        self.fields["taking"].required = False

    @property
    def is_left(self) -> bool:
        """Whether the drug is not taken as it was prescribed, as typed so far."""
        return self["taking"].value() in (Taking.CHANGED, Taking.STOPPED, Taking.NEVER)

    def clean(self) -> dict[str, Any]:
        """A drug that is taken has no reason for being stopped."""
        cleaned = super().clean()
        for name in DRUG_BRANCHES:
            if not is_asked(name, cleaned, DRUG_BRANCHES):
                cleaned[name] = None
        return cleaned

    def row(self) -> Adherence | None:
        """What was told of this drug; None where nothing was. Call after `is_valid`."""
        if not self.cleaned_data.get("taking"):
            return None
        return told.of_drug(self.instance, self.medication)

    def said(self) -> Drug | None:
        """The same for the red flags, from what can be read so far."""
        self.is_valid()
        return Drug.of(self.medication.drug_class, getattr(self, "cleaned_data", {}))


RESULT = "result-"  # before the code of a test, in the name of its control


class ResultsForm(forms.Form):
    """Laboratory results that the patient reads out: value with or without its unit, and the day."""

    results_on = DayText(label=_("Blood taken on"), required=False, max_length=40)

    def __init__(self, posted: Any, *, tests: Sequence[str], sex: str | None) -> None:
        super().__init__(posted)
        self.sex = sex
        known = [test for code in tests if (test := laboratory.find(code))]
        for test in known:
            self.fields[f"{RESULT}{test.code}"] = forms.CharField(
                label=codes.label("laboratory", test.code), required=False, max_length=40, help_text=test.unit
            )

    def clean(self) -> dict[str, Any]:
        """Each result must be readable; a result needs its day."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("results_on")
        typed = {n: v for n, v in cleaned.items() if n.startswith(RESULT) and v}
        if typed and day is None and "results_on" not in self.errors:
            self.add_error("results_on", _("Say when the blood was taken."))
        if day and day > timezone.localdate():
            self.add_error("results_on", _("Blood cannot have been taken in the future."))
        for name, text in typed.items():
            try:
                self._result(name, text)
            except ValidationError as error:
                self.add_error(name, ValidationError(error.messages))
        return cleaned

    def rows(self) -> list[LabResult]:
        """The results, not yet saved. Call after `is_valid`."""
        typed = self.cleaned_data
        return [self._result(n, v) for n, v in typed.items() if n.startswith(RESULT) and v]

    def said(self) -> dict[str, float]:
        """What can be read of the results so far, by test in its canonical unit: for the red flags."""
        self.is_valid()
        found = {}
        for name, text in getattr(self, "cleaned_data", {}).items():
            if name.startswith(RESULT) and text and name not in self.errors:
                value = self._result(name, text).value
                found[name.removeprefix(RESULT)] = float(value or 0)
        return found

    def _result(self, name: str, text: str) -> LabResult:
        day = self.cleaned_data.get("results_on")
        return told.result(name.removeprefix(RESULT), text, on=day, sex=self.sex)
