"""The course of a stay in sentences, from what is recorded; what is not recorded is not said."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cardiology.dictionary import YesNo
from cardiology.dictionary.registry import variables
from cardiology.models import (
    Admission,
    Complication,
    Discharge,
    Ecg,
    Echo,
    History,
    Presentation,
    Procedure,
    Timeline,
)
from cardiology.queries.one_stay import Recorded
from cardiology.wording import day, moment, plain_number, shown

Paragraph = tuple[Any, str]


def narrative(read: Recorded, age: float | None) -> list[Paragraph]:
    """Paragraphs with their headings: how the patient came, what happened, in what state they leave."""
    parts = (
        (_("Admission"), _admission(read, age)),
        (_("Course"), _course(read)),
        (_("State on leaving"), _leaving(read)),
    )
    return [(title, text) for title, sentences in parts if (text := _join(sentences))]


def _join(sentences: Iterable[str]) -> str:
    return " ".join(s for s in sentences if s).replace("。 ", "。")


def _listed(words: Iterable[Any]) -> str:
    return _(", ").join(str(w) for w in words if w)


def _first(read: Recorded, model: Any) -> Any:
    return next(iter(read.of(model)), None)


def _admission(read: Recorded, age: float | None) -> list[str]:
    stay: Any = read.stay
    who = _listed([stay.patient.get_sex_display(), _("%(n)d years") % {"n": age} if age is not None else ""])
    came = {"who": who, "at": moment(stay.admitted_at), "how": _how(stay)}
    first = _("%(who)s; admitted on %(at)s%(how)s.") % came if who else _("Admitted on %(at)s%(how)s.") % came
    return [first, *_presentation(_first(read, Presentation)), *_history(_first(read, History))]


def _how(stay: Admission) -> str:
    return f" ({stay.get_arrival_mode_display()})" if stay.arrival_mode else ""  # type: ignore[attr-defined]


def _presentation(row: Any) -> list[str]:
    if row is None:
        return []
    state = [
        _("Killip class %(class)s") % {"class": row.get_killip_display()} if row.killip else "",
        _("NYHA class %(class)s") % {"class": row.get_nyha_display()} if row.nyha else "",
        _("cardiogenic shock") if row.has_shock == YesNo.YES else "",
        _("cardiac arrest before arrival") if row.had_arrest == YesNo.YES else "",
    ]
    complaint = _listed([row.get_complaint_display() if row.complaint else "", *state])
    return [_("Main complaint: %(what)s.") % {"what": complaint} if complaint else "", row.story or ""]


def _history(row: Any) -> list[str]:
    if row is None:
        return []
    known = [
        v.label for v in variables(History)
        if v.kind == "flag" and getattr(row, v.name) == YesNo.YES and v.name not in ("allergy", "takes_drugs")
    ]  # fmt: skip
    smoking = row.get_smoking_display() if row.smoking else ""
    return [
        _("Known: %(what)s.") % {"what": _listed(known)} if known else "",
        _("Smoking: %(what)s.") % {"what": smoking} if smoking else "",
        _("Allergies: %(what)s.") % {"what": row.allergy_to or _("known, agent not recorded")}
        if row.allergy == YesNo.YES else _("No known allergy.") if row.allergy == YesNo.NO else "",
    ]  # fmt: skip


def _course(read: Recorded) -> list[str]:
    ecgs = sorted(read.of(Ecg), key=lambda e: e.recorded_at)
    echos = sorted((e for e in read.of(Echo) if e.lvef is not None), key=lambda e: e.performed_at)
    return [
        _ecg(ecgs[0]) if ecgs else "",
        _intervals(_first(read, Timeline)),
        *[_procedure(p) for p in read.of(Procedure)],
        _echo(echos[-1]) if echos else "",
        _complications(read.of(Complication)),
    ]


def _ecg(row: Any) -> str:
    found = [
        row.get_rhythm_display() if row.rhythm else "",
        _("ST elevation: %(where)s") % {"where": row.get_st_elevation_display()}
        if row.st_elevation not in (None, "none") else "",
        _("ST depression") if row.st_depression == YesNo.YES else "",
        _("new left bundle-branch block") if row.new_lbbb == YesNo.YES else "",
    ]  # fmt: skip
    told = _listed(found)
    return _("First ECG: %(what)s.") % {"what": told} if told else ""


def _intervals(row: Any) -> str:
    """Door to wire, where both are known."""
    if row is None or not (row.door_at and row.wire_crossed_at):
        return ""
    minutes = (row.wire_crossed_at - row.door_at).total_seconds() / 60
    return _("From the door to the wire %(n)d minutes.") % {"n": minutes}


def _procedure(row: Any) -> str:
    about = _listed([row.get_indication_display() if row.indication else "",
                     row.get_access_display() if row.access else ""])  # fmt: skip
    told = {
        "kind": row.get_kind_display(),
        "at": moment(row.started_at),
        "about": f" ({about})" if about else "",
    }
    first = _("%(kind)s on %(at)s%(about)s") % told
    treated = _listed(_lesion(lesion) for lesion in row.lesions.all())
    return (
        _("%(procedure)s, lesions: %(lesions)s.") % {"procedure": first, "lesions": treated}
        if treated
        else f"{first}."
    )


def _lesion(row: Any) -> str:
    """12 proximal LAD 99 % → 0 % with one stent."""
    before = f"{plain_number(row.stenosis_before)}%" if row.stenosis_before is not None else ""
    after = f"{plain_number(row.stenosis_after)}%" if row.stenosis_after is not None else ""
    narrowed = " → ".join(part for part in (before, after) if part)
    stents = sum(d.kind in ("des", "bms", "bvs") for d in row.devices.all())
    with_stents = ngettext("%(n)d stent", "%(n)d stents", stents) % {"n": stents} if stents else ""
    where = row.get_segment_display() if row.segment else ""
    return " ".join(str(part) for part in (where, narrowed, with_stents) if part)


def _echo(row: Any) -> str:
    return _("Ejection fraction %(lvef)s%% on %(day)s.") % {
        "lvef": plain_number(row.lvef), "day": day(row.performed_at),
    }  # fmt: skip


def _complications(rows: list[Any]) -> str:
    told = _listed(f"{c.get_kind_display()} ({day(c.started_at)})" for c in rows if c.kind)
    return _("Complications: %(what)s.") % {"what": told} if told else ""


ADVICE = ("smoking_advice", "rehabilitation", "education")


def _leaving(read: Recorded) -> list[str]:
    row, stay = _first(read, Discharge), read.stay
    if row is None or stay.discharged_at is None:
        return []
    by_name = {v.name: v for v in variables(Discharge)}

    def told(name: str) -> str:
        return shown(row, by_name[name]) if getattr(row, name) not in (None, "") else ""

    state = [
        _("NYHA class %(class)s") % {"class": told("nyha")} if told("nyha") else "",
        _("systolic pressure %(value)s") % {"value": told("systolic_bp")} if told("systolic_bp") else "",
        _("heart rate %(value)s") % {"value": told("heart_rate")} if told("heart_rate") else "",
        _("weight %(value)s") % {"value": told("weight")} if told("weight") else "",
    ]
    given = [by_name[n].label for n in ADVICE if getattr(row, n) == YesNo.YES]
    left = {"at": moment(stay.discharged_at), "where": f" ({told('disposition')})" if row.disposition else ""}
    return [
        _("Left on %(at)s%(where)s.") % left,
        _("State: %(what)s.") % {"what": _listed(state)} if any(state) else "",
        _("Done: %(what)s.") % {"what": _listed(given)} if given else "",
    ]
