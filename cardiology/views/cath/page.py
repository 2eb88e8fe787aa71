"""What the page of the catheterisation report shows: facts, rows, the open form, the tree, the text."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cardiology.access import Permission, may
from cardiology.codes import segments
from cardiology.dictionary import Section
from cardiology.drawing.coronary import coronary_tree
from cardiology.models import Admission, CoronaryResult, Device, Lesion, Procedure, User
from cardiology.narrative import chinese, english
from cardiology.queries.banner import banner
from cardiology.queries.cath import lines, rows
from cardiology.queries.cath.concerns import concerns
from cardiology.queries.cath.pictures import picture
from cardiology.queries.cath.sheet import Sheet
from cardiology.queries.drafts import draft_of
from cardiology.queries.findings.shown import Shown, of_rows
from cardiology.queries.one_stay import Recorded
from cardiology.views.cath.forms import part_form
from cardiology.views.stay_forms import WithdrawForm
from cardiology.wording import clock


@dataclass
class Part:
    """A form of the page: which part of the report, its row, the row that it belongs to."""

    name: str
    row: Section
    parent_id: int = 0
    takes: dict[str, Any] = field(default_factory=dict)  # taken over from the last row

    @property
    def draft(self) -> dict[str, Any]:
        """Where its draft is kept."""
        section = self.name if self.name in ("lesion", "device") else f"cath_{self.name}"
        return {"section": section, "row_id": self.row.pk or 0, "parent_id": self.parent_id}

    def address(self, procedure: Procedure, name: str = "cath_part") -> str:
        """Where it is opened and saved, withdrawn, or kept as a draft."""
        part_id = self.row.pk or 0 if self.name in ("lesion", "device") else 0
        return reverse(name, args=[procedure.pk, self.name, self.parent_id, part_id])


def facts(procedure: Procedure, name: str) -> Part:
    """The facts at the start or at the end of the procedure."""
    return Part(name, procedure)


def new_lesion(stay: Admission, sheet: Sheet, segment: str = "") -> Part:
    """An empty lesion row."""
    row = Lesion(patient=stay.patient, admission=stay, procedure=sheet.procedure)
    row.segment = segment or None
    return Part("lesion", row, sheet.procedure.pk)


def new_device(stay: Admission, sheet: Sheet, lesion: Lesion) -> Part:
    """An empty device row of a lesion; kind, model and pressure come from the device before."""
    used = [d for x in sheet.lesions for d in x.devices.all()]
    row = Device(patient=stay.patient, admission=stay, lesion=lesion)
    own = lesion.pk in {d.lesion_id for d in used}
    return Part("device", row, lesion.pk, {} if own else rows.carried(used[-1] if used else None))


def blank(request: HttpRequest, stay: Admission, sheet: Sheet, part: Part) -> Any:
    """The form of a part as it is first shown, with its draft where there is one."""
    draft = (
        draft_of(request.user, stay, **part.draft) if may(request.user, Permission.WRITE_RECORDS) else None
    )
    options = _options(part, sheet) | {"initial": draft.values if draft else part.takes}
    form = part_form(part.name, part.row, sheet.procedure.kind, **options)
    form.carried = () if draft else tuple(part.takes)
    if part.name in ("lesion", "device"):
        next(iter(form.fields.values())).widget.attrs["autofocus"] = True
    form.restored = _("Restored from %(time)s") % {"time": clock(draft.at)} if draft else ""
    if part.name == "end" and not draft:
        _propose(form, sheet)
    return form


def bound(part: Part, sheet: Sheet, data: Any) -> Any:
    """The form of a part as it was sent."""
    options = _options(part, sheet) | {"initial": {} if part.row.pk else part.takes}
    return part_form(part.name, part.row, sheet.procedure.kind, data=data, **options)


def _options(part: Part, sheet: Sheet) -> dict[str, Any]:
    return {"stents": sheet.earlier_stents} if part.name == "lesion" else {}


def _propose(form: Any, sheet: Sheet) -> None:
    """The class that the rows speak for stands in the form until somebody saves it."""
    proposed = rows.proposal(sheet.procedure, sheet.facts)
    form.initial |= proposed
    form.carried = tuple(proposed)
    form.marks = dict.fromkeys(proposed, _("Proposed from the rows; saving confirms it."))


def show(
    request: HttpRequest, stay: Admission, sheet: Sheet, part: Part | None, *,
    form: Any = None, saved: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page with one row open; `form` is the one that was sent, where it could not be saved."""
    read = Recorded(stay)
    writable = may(request.user, Permission.WRITE_RECORDS)
    forms = {name: facts(sheet.procedure, name) for name in ("start", "end")}
    if part and part.name in ("lesion", "device"):
        forms["row"] = part
    shown = {
        place: form if form is not None and (place == "row" or p.name == _name(part)) and _is(part, p)
        else blank(request, stay, sheet, p)
        for place, p in forms.items()
    }  # fmt: skip
    context = {
        "stay": stay, "sheet": sheet, "procedure": sheet.procedure, "writable": writable,
        "banner": banner(request.user, stay.patient, stay, read),
        "parts": {
            place: _part(p, sheet.procedure, shown[place], saved if _is(part, p) and place != "row" else "")
            for place, p in forms.items()
        },
        "part": part, "withdraw_form": WithdrawForm(), "saved": saved,
        "findings": _findings(request.user, sheet), **_written(sheet, part, writable),
    }  # fmt: skip
    return render(request, "cath/report.html", context, status=status)


def _findings(user: User, sheet: Sheet) -> list[Shown]:
    """What does not fit in this procedure, its lesions and its devices."""
    lesions = {x.pk for x in sheet.lesions}
    devices = {d.pk for x in sheet.lesions for d in x.devices.all()}
    rows = {"procedure": {sheet.procedure.pk}, "lesion": lesions, "device": devices}
    return of_rows(user, sheet.procedure.admission_id, rows)


def _name(part: Part | None) -> str:
    return part.name if part else ""


def _is(part: Part | None, other: Part) -> bool:
    return part is not None and part.name == other.name


def _part(part: Part, procedure: Procedure, form: Any, saved: str) -> dict[str, Any]:
    """A form with its addresses."""
    return {
        "form": form,
        "url": part.address(procedure),
        "draft_url": part.address(procedure, "cath_draft"),
        "withdraw_url": part.address(procedure, "cath_withdraw") if part.row.pk else "",
        "is_new": not part.row.pk,
        "lesion_id": part.parent_id if part.name == "device" else 0,
        "row_id": part.row.pk,
        "saved": saved or getattr(form, "restored", ""),
        "state": "saved" if saved else "unsaved" if getattr(form, "restored", "") else "",
    }


def _written(sheet: Sheet, part: Part | None, writable: bool) -> dict[str, Any]:
    """What follows from the rows: table, tree, text, what to look at again."""
    procedure, facts_ = sheet.procedure, sheet.facts
    new = reverse("cath_part", args=[procedure.pk, "lesion", procedure.pk, 0])
    links = {code: f"{new}?segment={code}" for code in segments.all_segments()} if writable else {}
    chosen = getattr(part.row, "segment", "") if part and part.name == "lesion" else ""
    tree = picture(sheet.lesions, sheet.earlier, dominance=procedure.dominance, title=_("Coronary tree"),
                   links=links, chosen=chosen or "")  # fmt: skip
    proposed = rows.proposal(procedure, facts_)
    return {
        "lines": lines.lesion_lines(sheet.lesions),
        "tree": coronary_tree(tree),
        "texts": [("zh-hans", "中文", chinese.report(facts_)), ("en", "English", english.report(facts_))],
        "concerns": concerns(sheet),
        "rest": lines.rest_words(procedure),
        "proposed": [str(CoronaryResult(p).label) for found in proposed.values() for p in found],
        "new_lesion_url": new,
        "segment_names": [(s.code, f"{s.short} · {s.label}") for s in segments.all_segments().values()],
        "has_earlier": bool(sheet.earlier),
    }
