"""The packet that judges of an event see: built from the record, without who, where and by whom treated.

Days are counted from the event (see `packet_days`). Drugs are left out: a judge must
not see how a patient was treated. Free text is blackened where it names the patient or the hospital.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cardiology.codes import label
from cardiology.dictionary.registry import variables
from cardiology.models import Complication, Ecg, Echo, LabResult, Lesion, Procedure
from cardiology.queries.stay import words
from cardiology.wording import age, plain_number
from followup.models import FollowUp, ReportedEvent
from followup.queries.reach.packet_days import Span, since, span_of

BEFORE, AFTER = timedelta(days=30), timedelta(days=30)
TESTS = ("hstni", "hstnt", "tni", "tnt", "ckmb", "ck", "hb", "plt", "inr", "cr", "ntbnp", "bnp")
# What tells by whom or with which drugs a patient was treated.
HIDDEN = frozenset({
    "missed_doses", "stopped_antiplatelet", "stop_reason", "antithrombotics", "vasopressor", "contrast_agent",
    "treatment", "operator", "second_operator", "reader", "recording_number",
})  # fmt: skip
BLACK = "▇▇▇"
MOST = 60
LANGUAGES = ("en", "zh-hans")


def build(event: ReportedEvent) -> dict[str, Any]:
    """Titled parts, each a list of (when, what), in both languages: judges read their own."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = [{"title": str(title), "lines": lines} for title, lines in _parts(event)]
    return found


def _parts(event: ReportedEvent) -> list[tuple[str, list[list[str]]]]:
    parts = (
        (_("The event as it was reported"), _reported(event)),
        (_("The patient"), _about(event)),
        (_("Electrocardiograms"), _rows(event, Ecg, "recorded_at")),
        (_("Laboratory results"), _laboratory(event)),
        (_("Coronary angiography and interventions"), _procedures(event)),
        (_("Echocardiograms"), _rows(event, Echo, "performed_at")),
        (_("Complications in hospital"), _rows(event, Complication, "started_at")),
        (_("What was told in follow-up calls"), _rows(event, FollowUp, "answered_at", weeks=8)),
    )
    return [(title, lines) for title, lines in parts if lines]


def _reported(event: ReportedEvent) -> list[list[str]]:
    kind, told_by = event.get_kind_display(), event.get_told_by_display()  # type: ignore[attr-defined]
    known = event.get_precision_display() or pgettext("follow-up", "Day")  # type: ignore[attr-defined]
    words = [
        [_("Event"), str(kind)], [_("Known to the"), str(known)],
        [_("Source"), str(told_by or _("Not recorded"))],
    ]  # fmt: skip
    if event.note:
        words.append([pgettext("follow-up", "What happened"), blacken(event.note, event)])
    return words


def _about(event: ReportedEvent) -> list[list[str]]:
    patient = event.patient
    return [
        [_("Age"), age(patient.birth_on, event.occurred_on) or _("Not recorded")],
        [_("Sex"), str(patient.get_sex_display() or _("Not recorded"))],  # type: ignore[attr-defined]
    ]


def _near(event: ReportedEvent, model: type[Model], at: str, weeks: int = 0) -> Iterable[Any]:
    """Rows of the patient around the event."""
    from_day, to_day = _span(event)
    first = datetime.combine(from_day - (timedelta(weeks=weeks) or BEFORE), datetime.min.time())
    last = datetime.combine(to_day + AFTER, datetime.max.time())
    window = Q(**{f"{at}__range": (timezone.make_aware(first), timezone.make_aware(last))})
    return model._default_manager.filter(window, patient_id=event.patient_id).order_by(at, "pk")[:MOST]


def _span(event: ReportedEvent) -> Span:
    return span_of(event.occurred_on, event.precision)


def _rows(event: ReportedEvent, model: type[Model], at: str, weeks: int = 0) -> list[list[str]]:
    return [
        [since(getattr(row, at), _span(event)), blacken(_said(row), event)]
        for row in _near(event, model, at, weeks)
    ]


def _said(row: Any) -> str:
    """What a row holds in one line, without days, people, and how the patient was treated with drugs."""
    left_out = {
        str(v.label) for v in variables(type(row)) if v.kind in ("moment", "date") or v.name in HIDDEN
    }
    return "; ".join(f"{title}: {value}" for title, value in words(row) if str(title) not in left_out)


def _laboratory(event: ReportedEvent) -> list[list[str]]:
    """Cardiac markers, blood count and clotting with the laboratory's upper limit."""
    lines = []
    for row in _near(event, LabResult, "collected_at"):
        if row.test not in TESTS:
            continue
        value = plain_number(row.value) if row.value is not None else row.value_text or ""
        unit = "" if row.unit in (None, "1") else row.unit
        limit = plain_number(row.reference_high)
        limit = _(" (upper limit %(n)s)") % {"n": limit} if limit else ""
        lines.append([
            since(row.collected_at, _span(event)),
            f"{label('laboratory', row.test)}: {row.comparator or ''}{value} {unit}".strip() + limit,
        ])  # fmt: skip
    return lines


def _procedures(event: ReportedEvent) -> list[list[str]]:
    lines = []
    for row in _near(event, Procedure, "started_at"):
        told = [_said(row)]
        told += [_said(lesion) for lesion in Lesion.objects.filter(procedure=row).order_by("pk")]
        lines.append([since(row.started_at, _span(event)), blacken(" | ".join(told), event)])
    return lines


DATES = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}-[A-Z][a-z]{2}-\d{4}|\d{4}年\d{1,2}月(\d{1,2}日)?")
NUMBERS = re.compile(r"\d{7,}[\dXx]?")


def blacken(text: str, event: ReportedEvent) -> str:
    """A text without names, numbers, dates and the hospital."""
    patient = event.patient
    names = {patient.name, patient.number, patient.id_number or "", patient.hospital.name, *_people(event)}
    names |= {p for n in names for p in n.split() if len(p) > 3}
    for name in sorted((n for n in names if len(n) > 1), key=len, reverse=True):
        text = re.sub(re.escape(name), BLACK, text, flags=re.IGNORECASE)
    return NUMBERS.sub(BLACK, DATES.sub(BLACK, text))


def _people(event: ReportedEvent) -> set[str]:
    """Relatives and treating doctors by name."""
    patient = event.patient
    found = {p.name for p in patient.contact_persons.all()} | {p.owner_name for p in patient.phones.all()}
    found |= {str(a.attending) for a in patient.admissions.select_related("attending") if a.attending}
    return found | {patient.name_pinyin, patient.name_pinyin.replace(" ", "")}
