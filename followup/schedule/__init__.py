"""Pathways as data: which contacts a patient gets after which kind of stay, and in which windows.

Source of the contacts and windows: the department's follow-up programme (HF early visit and titration:
2021 ESC and 2024 Chinese guidance; devices: HRS/EHRA; TAVI: ESC and ACC/AHA; the other windows are house
rules).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.schedule import coronary, myocardium, rhythm, valves, vessels
from followup.schedule.conditions import is_not_elective
from followup.schedule.exams import EXAMS
from followup.schedule.language import (
    Answer,
    Facts,
    Pathway,
    Planned,
    Span,
    Visit,
    always,
    days,
    months,
    span_of,
    weeks,
)
from followup.schedule.questions import BRANCHES, CALL

__all__ = [
    "PATHWAYS", "Answer", "Facts", "Pathway", "Planned", "Span", "Visit", "asks_of", "days", "months",
    "pathways_for", "problems", "span_of", "title_of", "weeks",
]  # fmt: skip

PATHWAYS: dict[str, Pathway] = {
    p.id: p
    for p in (
        coronary.ACS, coronary.CABG, myocardium.HF, rhythm.AF, rhythm.ABLATION, rhythm.PACEMAKER,
        rhythm.DEFIBRILLATOR, valves.TISSUE_VALVE, valves.MECHANICAL_VALVE, valves.NATIVE_VALVE,
        vessels.HYPERTENSION, myocardium.MYOCARDITIS, myocardium.PERICARDITIS, vessels.EMBOLISM,
        myocardium.CARDIOMYOPATHY, valves.CLOSURE, vessels.AORTA, vessels.LIPIDS,
    )
}  # fmt: skip

NOT_FOLLOWED = ("died", "hospice", "transfer")
UNPLANNED = "unplanned"  # the pathway of calls that no pathway plans


def pathways_for(facts: Facts) -> list[Pathway]:
    """The pathways of a patient; none for who died, goes to a hospice, or has refused to be called."""
    if facts.disposition in NOT_FOLLOWED or facts.agrees is False:
        return []
    return [p for p in PATHWAYS.values() if p.applies(facts)]


def pathway_title(pathway: str) -> Any:
    """A pathway in words."""
    return PATHWAYS[pathway].title if pathway in PATHWAYS else _("Outside any pathway")


def title_of(pathway: str, code: str) -> Any:
    """A visit in words: “3 months”."""
    declared = {v.code: v for v in PATHWAYS[pathway].visits} if pathway in PATHWAYS else {}
    if code in declared:
        return declared[code].title
    if pathway == UNPLANNED:
        return _("Call from the patient")
    span = span_of(code)
    if span is None:
        return _("Added visit")
    n = {"n": code[:-1]}
    return (_("%(n)s months") if span.months else _("%(n)s weeks")) % n


def declared(pathway: str, code: str) -> Visit | None:
    """The declaration behind a stored visit; None for one that a person added."""
    return PATHWAYS[pathway].visit(code) if pathway in PATHWAYS else None


def asks_of(pairs: list[tuple[str, str]]) -> list[str]:
    """The questions of several (pathway, code) in one call: the union, in the order of the longest list."""
    lists = [v.asks for pathway, code in pairs if (v := declared(pathway, code))] or [CALL]
    longest = max(lists, key=len)
    return list(dict.fromkeys([*longest, *(name for asks in lists for name in asks)]))


def problems(known: set[str], tests: set[str] | None = None) -> Iterator[str]:
    """What is wrong with the declared pathways; `known` are the variables of the follow-up section."""
    for name, (other, _answers) in BRANCHES.items():
        if {name, other} - known:
            yield f"The question {name} or {other} is not a follow-up variable."
    for pathway in PATHWAYS.values():
        yield from _problems_of_codes(pathway)
        yield from _problems_of_windows(pathway)
        yield from _problems_of_contents(pathway, known, tests)


def _problems_of_contents(pathway: Pathway, known: set[str], tests: set[str] | None) -> Iterator[str]:
    for visit in (*pathway.visits, *pathway.repeats):
        where = f"{pathway.id} {visit.code or 'repeated'}"
        for name in visit.asks:
            if name not in known:
                yield f"{where} asks “{name}”, which is not a follow-up variable."
            if name in BRANCHES and BRANCHES[name][0] not in visit.asks:
                yield f"{where} asks “{name}” but not “{BRANCHES[name][0]}”, on which it depends."
        for test in set(visit.tests) - (tests or set(visit.tests)):
            yield f"{where}: “{test}” is not a laboratory test of our table."
        for exam in set(visit.exams) - set(EXAMS):
            yield f"{where}: “{exam}” is not an examination that the schedule knows."


def _problems_of_codes(pathway: Pathway) -> Iterator[str]:
    codes = [v.code for v in pathway.visits]
    if len(set(codes)) != len(codes):
        yield f"{pathway.id}: two visits have one code."
    if pathway.repeats and pathway.after(codes[-1], date(2026, 1, 31), Facts()) is None and \
            pathway.repeats[-1].concerns is always:  # fmt: skip
        yield f"{pathway.id}: nothing can follow {codes[-1]}."


def _problems_of_windows(pathway: Pathway) -> Iterator[str]:
    for visit in (*pathway.visits, *pathway.repeats):
        first, last = visit.window
        if first > 0 or last < 0:
            yield f"{pathway.id} {visit.code}: the window does not contain the due day."
    for anchor in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 6, 15), date(2026, 11, 30)):
        fixed = [v.planned(anchor) for v in pathway.visits if v.concerns in (always, is_not_elective)]
        for one, other in zip(fixed, fixed[1:], strict=False):
            if one.closes_on >= other.opens_on:
                yield f"{pathway.id}: the windows of {one.code} and {other.code} overlap."
