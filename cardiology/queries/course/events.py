"""What happened in a stay, for the lanes of the course: procedures, complications, examinations, drugs."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cardiology import codes
from cardiology.drawing import shapes
from cardiology.drawing.lanes import Happening, Span
from cardiology.models import Complication, Discharge, Ecg, Echo, Medication, Phase, Procedure
from cardiology.queries.one_stay import Recorded
from cardiology.queries.stay import told
from cardiology.wording import day, moment, plain_number

GROUPS = (
    (gettext_lazy("Antithrombotics"), shapes.VERMILION,
     ("aspirin", "p2y12", "other_antiplatelet", "gp2b3a", "oac", "parenteral_anticoagulant", "fibrinolytic")),
    (gettext_lazy("Heart and pressure"), shapes.BLUE,
     ("beta_blocker", "acei", "arb", "arni", "mra", "sglt2i", "other_hf", "diuretic", "ccb", "antianginal",
      "antiarrhythmic", "inotrope", "vasodilator")),
    (gettext_lazy("Lipids"), shapes.PURPLE, ("statin", "other_lipid")),
    (gettext_lazy("Other drugs"), shapes.GREY, ("glucose_lowering", "gastroprotection", "other", "")),
)  # fmt: skip
ONCE = ("st", "once", "stat")  # how a single dose is written


def procedures(read: Recorded) -> list[Happening]:
    """Procedures with the segments that were treated."""
    return [
        Happening(_local(p.started_at), _procedure(p), _tip(p), _url(p), _local(p.ended_at))
        for p in read.of(Procedure)
    ]


def _procedure(row: Procedure) -> str:
    segments = [str(s.get_segment_display()) for s in row.lesions.all() if s.segment]  # type: ignore[attr-defined]
    return " · ".join([str(row.get_kind_display()), *segments])  # type: ignore[attr-defined]


def complications(read: Recorded) -> list[Happening]:
    """Complications, and the death of who died in the stay."""
    found = [
        Happening(_local(c.started_at), _complication(c), _tip(c), _url(c)) for c in read.of(Complication)
    ]
    ends = [d for d in read.of(Discharge) if d.disposition == "died"]
    if ends and read.stay.discharged_at:
        at = _local(read.stay.discharged_at)
        found.append(
            Happening(at, _("Died"), f"{_('Died')} · {moment(at)}", reverse("discharge", args=[read.stay.pk]))
        )
    return found


def _complication(row: Complication) -> str:
    grade = f"BARC {row.get_barc_display()}" if row.barc else ""  # type: ignore[attr-defined]
    return " ".join(p for p in (str(row.get_kind_display() or ""), grade) if p)  # type: ignore[attr-defined]


def examinations(read: Recorded) -> list[Happening]:
    """Electrocardiograms and echocardiograms with what matters most of them."""
    ecgs = [Happening(_local(e.recorded_at), _ecg(e), _tip(e), _url(e)) for e in read.of(Ecg)]
    echos = [Happening(_local(e.performed_at), _echo(e), _tip(e), _url(e)) for e in read.of(Echo)]
    return ecgs + echos


def _ecg(row: Ecg) -> str:
    elevated = row.st_elevation not in (None, "", "none")
    rhythm = row.get_rhythm_display() if row.rhythm and row.rhythm != "sinus" else ""  # type: ignore[attr-defined]
    where = _("ST elevation %(where)s") % {"where": row.get_st_elevation_display()} if elevated else ""  # type: ignore[attr-defined]
    return " · ".join(str(p) for p in (_("ECG"), rhythm, where) if p)


def _echo(row: Echo) -> str:
    return f"LVEF {plain_number(row.lvef)} %" if row.lvef is not None else _("Echo")


def drug_groups(read: Recorded) -> list[tuple[Any, str, list[tuple[str, list[Span]]]]]:
    """The drugs of the ward by group: (group, colour, rows of one drug each), by class."""
    given = [m for m in read.of(Medication) if m.phase == Phase.WARD]
    found = []
    for label, colour, classes in GROUPS:
        own = [m for m in given if _class(m) in classes]
        own.sort(key=lambda m: (classes.index(_class(m)), m.started_on, m.pk))
        rows: dict[str, list[Span]] = {}
        for drug in own:
            rows.setdefault(_drug(drug), []).append(_span(drug))
        if rows:
            found.append((label, colour, list(rows.items())))
    return found


def _class(row: Medication) -> str:
    return row.drug_class if codes.drug_classes.find(row.drug_class or "") else ""


def _drug(row: Medication) -> str:
    return codes.label("drugs", row.drug) or row.drug_text or _("Not named")


def dose(row: Medication) -> str:
    """Dose and frequency as they are written on a list."""
    amount = row.dose_text or f"{plain_number(row.dose)} {row.dose_unit or ''}".strip()
    return f"{amount} {row.frequency or ''}".strip()


def _span(row: Medication) -> Span:
    once = row.is_loading == "yes" or (row.frequency or "").lower() in ONCE
    last = _midnight(row.stopped_on) + timedelta(days=1) if row.stopped_on else None
    until = _("until %(day)s") % {"day": day(row.stopped_on)} if row.stopped_on else _("still given")
    parts = [f"{_drug(row)} {dose(row)}".strip(), codes.label("drug_classes", row.drug_class)]
    parts += [day(row.started_on)] if once else [_("from %(day)s") % {"day": day(row.started_on)}, until]
    return Span(
        _midnight(row.started_on), last, dose(row), " · ".join(p for p in parts if p), _url(row), once
    )


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), timezone.get_current_timezone())


def _local(at: datetime | None) -> Any:
    return timezone.localtime(at) if at else None


def _tip(row: Any) -> str:
    """All that a row holds, in one line."""
    at = moment(getattr(row, row.starts))
    starts = row._meta.get_field(row.starts).verbose_name
    lines = [f"{label} {value}".strip() for label, value in told(row) if label != starts]
    return " · ".join([at, str(row.title), *lines])


def _url(row: Any) -> str:
    return reverse("section_edit", args=[row._meta.model_name, row.pk])
