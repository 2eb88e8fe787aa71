"""The coronary tree of one procedure, or of all of a patient, ready to be drawn; and its table."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cardiology.codes import segments
from cardiology.drawing.coronary import Finding, Picture, Stent
from cardiology.models import Lesion, Procedure, Segment
from cardiology.narrative.facts import STENTS, number
from cardiology.queries.cath.sheet import graft_of
from cardiology.wording import day

GRAFT_NAMES = {"lima": "LIMA", "rima": "RIMA", "svg": "SVG", "radial": "RA"}


def picture(
    lesions: Iterable[Lesion], earlier: Iterable[Procedure], *, dominance: str | None, title: Any,
    links: Mapping[str, str] | None = None, chosen: str = "",
) -> Picture:  # fmt: skip
    """The lesions of the procedure in question strong, those of earlier ones pale and dated."""
    now = [finding(x) for x in lesions if x.segment]
    past = [
        finding(x, when=day(procedure.started_at))
        for procedure in reversed(list(earlier))
        for x in procedure.lesions.all()
        if x.segment and tells(x)
    ]
    return Picture(
        title=str(title),
        findings=[*past, *now],
        dominance=dominance,
        names=names(now + past),
        links=links or {},
        chosen=chosen,
    )


def tells(row: Lesion) -> bool:
    """Whether a past lesion still says something: a stent, a graft, a stenosis that was left."""
    left = row.stenosis_after if row.stenosis_after is not None else row.stenosis_before
    return bool(graft_of(row) or left or any(d.kind in STENTS for d in row.devices.all()))


def finding(row: Lesion, *, when: str = "") -> Finding:
    """One lesion as the tree shows it: what is narrow now, and in few words what was done."""
    stents = [d for d in row.devices.all() if d.kind in STENTS]
    after = row.stenosis_after
    return Finding(
        segment=row.segment or "",
        text=in_few_words(row, when=when),
        stenosis=float(s) if (s := row.stenosis_before if after is None else after) is not None else None,
        is_cto=row.is_cto == "yes",
        is_past=bool(when),
        graft=graft_of(row) or "",
        further=tuple(row.further_segments or ()),
        place=row.graft_place or "",
        stents=[Stent(float(d.length) if d.length is not None else None) for d in stents],
    )


def in_few_words(row: Lesion, *, when: str = "") -> str:
    """95→0 %, CTO 100 %, LIMA 50 %, or of an earlier procedure its day and what was left there."""
    before, after = row.stenosis_before, row.stenosis_after
    stents = sum(d.kind in STENTS for d in row.devices.all())
    if when and stents:
        kept = f"{stents} × stent" if stents > 1 else "stent"
    elif before is None:
        kept = "? %" if after is None else f"→{number(float(after))} %"
    else:
        kept = f"{number(float(before))}{'' if after is None else f'→{number(float(after))}'} %"
    named = GRAFT_NAMES.get(graft_of(row) or "", ""), "CTO" if row.is_cto == "yes" else "", kept, when
    return " ".join(part for part in named if part)


def names(findings: Iterable[Finding]) -> dict[str, str]:
    """What a screen reader says of each segment: its name, and what was found there."""
    said: dict[str, list[str]] = {}
    for found in findings:
        said.setdefault(found.segment, []).append(found.text)
    labels = dict(Segment.choices)
    return {
        code: f"{labels.get(code, code)}: {', '.join(said[code])}"
        if code in said
        else str(labels.get(code, code))
        for code in segments.all_segments()
    }


def vessel_name(code: str | None) -> str:
    """The segment in words, or that it was not recorded."""
    labels = dict(Segment.choices)
    return str(labels.get(code, _("Segment not recorded")))
