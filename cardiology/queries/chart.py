"""The patient's chart: banner, places of the record with their completeness, and what is recorded."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import codes, wording
from cardiology.access import visible_to
from cardiology.codes import drugs, laboratory
from cardiology.dictionary import Section, YesNo
from cardiology.dictionary.completeness import completeness
from cardiology.dictionary.registry import sections
from cardiology.models import Admission, Echo, History, LabResult, Medication, Patient, Phase, User
from cardiology.queries.snapshots import age_at, years_between
from cardiology.queries.stay import words
from cardiology.queries.ward import day_of

COLUMNS = 12
MORE_COLUMNS = 60


@dataclass(frozen=True)
class Part:
    """One section on the chart: its rows in words, each with the address where it is amended."""

    name: str
    title: Any
    url: str
    repeats: bool
    rows: list[dict[str, Any]] = field(default_factory=list)


def stays_of(user: User, patient: Patient) -> list[Admission]:
    """All stays of a patient that the user may see, newest first."""
    rows = visible_to(user, Admission).filter(patient=patient)
    return list(
        rows.select_related("ward", "bed", "attending", "patient", "hospital").order_by("-admitted_at")
    )


def banner(patient: Patient, stay: Admission | None) -> dict[str, Any]:
    """Who this page is about, as the banner shows it."""
    shown: dict[str, Any] = {
        "name": patient.name,
        "latin": patient.name_pinyin.title() if not patient.name.isascii() else "",
        "number": patient.number,
        "url": reverse("patient", args=[patient.pk]),
        "born": wording.day(patient.birth_on) or _("not known"),
        "age": wording.age(patient.birth_on) or _recorded_age(stay),
        "sex": patient.get_sex_display() if patient.sex else _("not known"),  # type: ignore[attr-defined]
        "chips": [],
        **_death(patient),
    }
    return shown | (_of_stay(stay) if stay else {"allergy_state": "not_recorded"})


def _recorded_age(stay: Admission | None) -> str:
    recorded = age_at(stay) if stay else None
    return _("%(years)d y") % {"years": recorded} if recorded is not None else ""


def _death(patient: Patient) -> dict[str, Any]:
    if patient.vital_status != "dead":
        return {}
    at_death = (
        years_between(patient.birth_on, patient.died_on) if patient.birth_on and patient.died_on else None
    )
    return {
        "died": wording.day(patient.died_on) or _("day not known"),
        "age_at_death": _("%(years)d y") % {"years": at_death} if at_death is not None else "",
    }


def _of_stay(stay: Admission) -> dict[str, Any]:
    history = History.objects.filter(admission=stay).first()
    said = history.allergy if history else None
    state = {YesNo.YES: "known", YesNo.NO: "none"}.get(said or "", "not_recorded")  # type: ignore[call-overload]
    place = " · ".join(str(p) for p in (stay.ward, stay.bed) if p) if stay.is_open else ""
    return {
        "place": place,
        "day": day_of(stay, timezone.localdate()) if stay.is_open else "",
        "attending": str(stay.attending or ""),
        "diagnosis": stay.get_category_display() if stay.category else "",  # type: ignore[attr-defined]
        "allergy_state": state,
        "allergies": (history.allergy_to if history else "") or _("Allergy"),
        "measures": _measures(stay),
    }


def _measures(stay: Admission) -> list[dict[str, Any]]:
    echo = Echo.objects.filter(admission=stay, lvef__isnull=False).order_by("-performed_at").first()
    kidney = LabResult.objects.filter(admission=stay, test="egfr", value__isnull=False).order_by(
        "-collected_at"
    )
    found = []
    if echo and echo.lvef is not None:
        found.append(_measure("LVEF", echo.lvef, "%", 50))
    if result := kidney.first():
        found.append(_measure("eGFR", result.value, "", 60))
    return found


def _measure(label: str, value: Any, unit: str, low: int) -> dict[str, Any]:
    return {"label": label, "value": f"{value:.0f}", "unit": unit, "flag": "L" if value < low else ""}


def applies(model: type[Section], stay: Admission) -> bool:
    """Whether a section is for this stay; a stay whose main reason is unknown may need any."""
    return model.on_chart and (not model.only_for or stay.category is None or stay.category in model.only_for)


def rail(stay: Admission, current: str = "") -> list[dict[str, Any]]:
    """The sections of a stay with how complete they are."""
    links = []
    for model in sections():
        if not applies(model, stay):
            continue
        name = str(model._meta.model_name)
        rows = list(model._default_manager.filter(admission=stay)[: 1 if not model.repeats else 500])
        link = {"url": section_url(stay, name), "label": model.title, "current": name == current}
        if model.repeats:
            link |= {"status": "complete" if rows else "", "count": str(len(rows)) if rows else ""}
        else:
            found = completeness(model, rows[0] if rows else None)
            link |= {"status": found.state, "count": f"{found.answered}/{found.asked}" if found.asked else ""}
        links.append(link)
    return links


def section_url(stay: Admission, name: str) -> str:
    """Where a section is filled in; the discharge has a page of its own while the stay is open."""
    if name == "discharge" and stay.is_open:
        return reverse("discharge", args=[stay.pk])
    return reverse("section", args=[stay.pk, name])


def parts(stay: Admission) -> list[Part]:
    """What is recorded of a stay, section by section; results and drugs have their own tables."""
    found = []
    for model in sections():
        name = str(model._meta.model_name)
        if name in ("labresult", "medication") or not applies(model, stay):
            continue
        order = model.starts if "__" not in model.starts else "pk"
        rows = model._default_manager.filter(admission=stay).order_by(order, "pk")[:50]
        shown = [{"url": reverse("section_edit", args=[name, r.pk]), "words": words(r)} for r in rows]
        found.append(Part(name, model.title, section_url(stay, name), model.repeats, shown))
    return found


@dataclass(frozen=True)
class ResultGrid:
    """Laboratory results: columns are moments, rows tests; a cell is a list of results."""

    moments: list[Any]
    rows: list[dict[str, Any]]
    hidden: int  # moments that are not shown


def results(stay: Admission, *, more: bool = False) -> ResultGrid:
    """The newest results of a stay as a grid."""
    found = list(LabResult.objects.filter(admission=stay).order_by("collected_at", "pk"))
    moments = sorted({r.collected_at for r in found}, reverse=True)
    kept = sorted(moments[: MORE_COLUMNS if more else COLUMNS])
    by_test: dict[str, dict[Any, list[LabResult]]] = {}
    for result in found:
        key = result.test or f"text:{result.test_text}"
        by_test.setdefault(key, {}).setdefault(result.collected_at, []).append(result)
    order = {t.code: i for i, t in enumerate(laboratory.table())}
    tests = sorted(by_test, key=lambda key: (order.get(key, len(order)), key))
    rows = [_result_row(t, by_test[t], kept) for t in tests if any(at in by_test[t] for at in kept)]
    return ResultGrid(kept, rows, len(moments) - len(kept))


def _result_row(key: str, cells: dict[Any, list[LabResult]], moments: list[Any]) -> dict[str, Any]:
    test = laboratory.find(key)
    some = next(iter(cells.values()))[0]
    low, high = some.reference_low, some.reference_high
    return {
        "label": test.label if test else key.removeprefix("text:"),
        "unit": test.unit if test else some.unit or some.unit_text or "",
        "reference": " – ".join(wording.plain_number(x) for x in (low, high) if x is not None),
        "cells": [[_result(r, test) for r in cells.get(at, [])] for at in moments],
    }


def _result(result: LabResult, test: laboratory.LabTest | None) -> dict[str, Any]:
    value = result.value_text or ""
    if result.value is not None:
        rounded = round(result.value, test.decimals) if test else result.value
        value = f"{result.comparator or ''}{wording.plain_number(rounded)}"
    flag = "" if result.flag == "N" else result.flag or ""
    return {"value": value, "flag": flag, "url": reverse("section_edit", args=["labresult", result.pk])}


def drug_lists(stay: Admission) -> list[dict[str, Any]]:
    """Drugs at home, on the ward and at discharge."""
    found = list(Medication.objects.filter(admission=stay).order_by("drug_class", "started_on", "pk"))
    return [
        {"title": label, "rows": [_drug(m) for m in found if m.phase == phase]}
        for phase, label in Phase.choices
    ]


def _drug(line: Medication) -> dict[str, Any]:
    dose = line.dose_text or f"{wording.plain_number(line.dose)} {line.dose_unit or ''}".strip()
    return {
        "url": reverse("section_edit", args=["medication", line.pk]),
        "drug": codes.label("drugs", line.drug) or line.drug_text,
        "drug_class": drugs.CLASSES.get(line.drug_class or "", ""),
        "dose": " ".join(x for x in (dose, line.frequency or "") if x),
        "from": wording.day(line.started_on),
        "until": wording.day(line.stopped_on),
    }
