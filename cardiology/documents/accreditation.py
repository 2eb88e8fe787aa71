"""The cases of a chest-pain centre as it is accredited by: time points and what follows from them, one row
per case, without name. The columns are the variables of the timeline and the intervals of its rules."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of, visible_to
from cardiology.dictionary.registry import variables
from cardiology.models import ACS, Admission, Timeline, User
from cardiology.queries.measures import discharged_between
from cardiology.queries.snapshots import age_at
from cardiology.queries.timeline.reading import times_of
from cardiology.resources import as_xlsx, written
from cardiology.timeline import intervals

FREE_TEXT = ("note",)  # kinds of variables that could name somebody


def export(first: date, last: date, *, by: User) -> bytes:
    """Acute coronary syndromes that ended from the first to the last day, as XLSX; audited."""
    check_may(by, Permission.EXPORT_ROWS)
    stays = visible_to(by, Admission).filter(category__in=ACS)
    cases = list(discharged_between(stays, first, last).order_by("admitted_at", "pk"))
    rows = {t.admission_id: t for t in visible_to(by, Timeline).filter(admission__in=cases)}
    columns = [v for v in variables(Timeline) if v.kind not in FREE_TEXT]
    lines = [_heading(columns)] + [_case(stay, rows.get(stay.pk), columns) for stay in cases]
    new = {"from": str(first), "to": str(last), "rows": len(cases)}
    audit.record("cases exported", by=by, about=hospital_of(by), new=new, via="export")
    return as_xlsx([[_written(cell) for cell in line] for line in lines])


def case_number(stay: Admission) -> str:
    """The same number for the same stay every time; it leads back to nobody without the key."""
    told = force_bytes(f"accreditation:{stay.hospital_id}:{stay.pk}")
    return hashlib.blake2b(told, key=force_bytes(settings.SECRET_KEY)[:64], digest_size=6).hexdigest()


def _heading(columns: list[Any]) -> list[str]:
    labels = [f"{i.label} ({_('min')})" + (f" ≤ {i.target}" if i.target else "") for i in intervals.INTERVALS]
    return [_("Case"), _("Age"), _("Sex"), _("Main reason"), _("Arrival"), *(str(v.label) for v in columns),
            *labels]  # fmt: skip


def _case(stay: Admission, row: Timeline | None, columns: list[Any]) -> list[Any]:
    age, times = age_at(stay), times_of(row)
    minutes = (i.minutes(times) for i in intervals.INTERVALS)
    return [
        case_number(stay), "" if age is None else int(min(age, 90)), stay.patient.get_sex_display() or "",  # type: ignore[attr-defined]
        stay.get_category_display() or "", stay.get_arrival_mode_display() or "",  # type: ignore[attr-defined]
        *(_cell(row, v) for v in columns), *("" if m is None else round(m) for m in minutes),
    ]  # fmt: skip


def _written(cell: Any) -> Any:
    """Numbers, days and instants as such, so that a spreadsheet can reckon with them."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).replace(tzinfo=None)
    return cell if isinstance(cell, int | date) else written(cell)


def _cell(row: Timeline | None, variable: Any) -> Any:
    value = getattr(row, variable.attname, None)
    if value in (None, "", []):
        return ""
    if variable.flatchoices:
        return str(dict(variable.flatchoices).get(value, value))
    return value
