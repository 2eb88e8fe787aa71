"""The gallery: every component of the templates with sample parameters."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cardiology.dictionary.missing import Missing, YesNo

TONES = ("", "info", "done", "attention", "high", "low", "critical", "stale", "outline")
ICONS = (
    "search", "history", "warning", "error", "info", "success", "print", "phone", "copy",
    "download", "plus", "bed", "allergy", "list",
)  # fmt: skip


class SampleField(forms.CharField):
    """A text control with what a declared variable would give it."""

    def __init__(self, *, unit: str = "", core: bool = False, **options: Any) -> None:
        self.unit, self.core, self.missing = unit, core, tuple(Missing)
        self.possible = (1, 300) if unit else None
        self.plausible = (50, 220) if unit else None
        super().__init__(required=False, **options)


class SampleForm(forms.Form):
    """One control of each kind, some with an error, a doubt, a reason or a mark."""

    systolic_bp = SampleField(label=_("Systolic blood pressure"), unit="mmHg", core=True)
    heart_rate = SampleField(label=_("Heart rate"), unit="/min", core=True)
    creatinine = SampleField(label=_("Creatinine"), unit="µmol/L")
    onset_at = SampleField(label=_("Symptom onset"), help_text=_("Type t, n, -2h, 0830 or a date"))
    family_history = forms.ChoiceField(
        label=_("Family history"), choices=YesNo.choices, widget=forms.RadioSelect, required=False
    )
    access_site = forms.ChoiceField(
        label=_("Access site"), choices=[("", "—"), ("radial", _("Radial"))], required=False
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"),
        choices=[("pain", _("Chest pain")), ("dyspnoea", _("Dyspnoea")), ("syncope", _("Syncope"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    consent = forms.BooleanField(label=_("Consent form signed"), required=False)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    marks = {"creatinine": _("Carried forward")}
    carried = frozenset({"creatinine"})

    def clean(self) -> dict[str, Any]:
        self.add_error("systolic_bp", _("412 mmHg is not possible; expected 1 to 300 mmHg."))
        doubt = _("186 /min is unusual (expected 30 to 180). Please confirm.")
        self.add_error("heart_rate", forms.ValidationError(doubt, code="doubtful"))
        return self.cleaned_data


TYPED = {
    "systolic_bp": "412",
    "heart_rate": "186",
    "creatinine": "1.2 mg/dL",
    "missing_onset_at": "unknown",
    "family_history": "yes",
    "symptoms": ["pain"],
}
PATIENT = {
    "name": "张三", "latin": "ZHANG, San", "born": "12-Mar-1959", "age": "67 y", "sex": _("Male"),
    "number": "0012 345 678", "place": "CCU · 3", "day": "4", "attending": "陈静", "nurse": "王芳",
    "diagnosis": "STEMI", "allergy_state": "known", "allergies": _("Penicillin"),
    "facts": [
        {"label": "LVEF", "value": "38", "unit": "%", "flag": "L", "on": "12-Nov-2026", "is_known": True},
        {"label": _("Weight"), "value": _("not recorded"), "is_known": False},
    ],
    "chips": [{"text": _("High bleeding risk"), "tone": "critical"}],
}  # fmt: skip
LINKS = [
    {"url": "#rail", "label": _("Presentation"), "status": "complete", "count": "12/12"},
    {"url": "#rail", "label": _("Vitals"), "status": "partial", "count": "7/9", "current": True},
    {"url": "#rail", "label": _("Laboratory"), "status": "review", "count": "11/16"},
    {"url": "#rail", "label": _("Discharge"), "status": "empty", "count": "0/11"},
]
EVENTS = [
    {"at": "06:40", "title": _("Symptom onset")},
    {"at": "07:58", "title": _("First ECG"), "text": "6 min", "tone": "done"},
    {"at": "09:41", "title": _("Wire crossing"), "text": "109 min", "tone": "late"},
    {"at": "26-Nov-2026", "title": _("Discharge"), "tone": "planned"},
]
ATTRITION = [
    {"label": _("Patients"), "remaining": 4218, "percent": 100},
    {"label": "STEMI", "excluded": 2906, "unknown": 0, "remaining": 1312, "percent": 31},
    {
        "label": "LVEF < 40 %", "excluded": 712, "unknown": 198, "unknown_percent": 14,
        "remaining": 402, "percent": 10,
    },
]  # fmt: skip


def components(request: HttpRequest) -> HttpResponse:
    """Every component with sample parameters, for whoever writes a page."""
    return render(request, "reference/components.html", {
        "patient": PATIENT, "links": LINKS, "events": EVENTS, "steps": ATTRITION, "tones": TONES,
        "icons": ICONS, "form": SampleForm(TYPED), "page": Paginator(range(213), 50).get_page(2),
        "flags": ("HH", "H", "", "L", "LL", "C", "none", "pending"),
        "filters": [
            {"url": "#lists", "label": _("All"), "count": 24, "current": True},
            {"url": "#lists", "label": _("Overdue"), "count": 5},
        ],
        "stages": [
            {"label": _("File"), "done": True},
            {"label": _("Check"), "current": True},
            {"label": _("Save")},
        ],
        "answers": [{"value": v, "label": label, "key": v[0]} for v, label in YesNo.choices[:3]],
        "columns": [{"label": _("Hospital")}, {"label": "n"}],
        "rows": [["A", 120], ["B", 98]],
    })  # fmt: skip
