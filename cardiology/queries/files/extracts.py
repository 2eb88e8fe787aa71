"""A person's own extracts: what was chosen, how far each is written, until when it can be fetched."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from cardiology import wording
from cardiology.access import Permission, hospital_of, may
from cardiology.models import EVERY_KIND, Category, Extract, ExtractState, User, Ward
from cardiology.queries.files.batches import title

SHOWN = 10
TONES = {
    ExtractState.WAITING: "info", ExtractState.RUNNING: "info", ExtractState.READY: "done",
    ExtractState.FAILED: "critical",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One extract in the list."""

    extract: Extract
    what: str
    choice: str
    tone: str
    percent: int
    how_far: str
    may_fetch: bool


def extract(user: User, pk: int) -> Extract:
    """One extract of the user's own; 404 for anybody else's."""
    return get_object_or_404(_own(user), pk=pk)


def _own(user: User) -> QuerySet[Extract]:
    return Extract.objects.filter(asked_by=user, hospital=hospital_of(user))


def lines(user: User) -> list[Line]:
    """The last extracts of the user's own, newest first."""
    found = list(_own(user).order_by("-pk")[:SHOWN])
    wards = Ward.objects.in_bulk({e.choice["ward"] for e in found if "ward" in e.choice})
    return [_line(e, user, {pk: str(ward) for pk, ward in wards.items()}) for e in found]


def _line(extract: Extract, user: User, wards: dict[int, str]) -> Line:
    state, may_identified = ExtractState(extract.state), may(user, Permission.EXPORT_IDENTIFIED)
    is_ready = extract.is_kept(timezone.now()) and (may_identified or not extract.is_identified)
    kind = _("All sections") if extract.kind == EVERY_KIND else title(extract.kind)
    return Line(
        extract, f"{kind} · {extract.form.upper()}", _in_words(extract.choice, wards),
        TONES.get(state, "neutral"), extract.written * 100 // extract.rows if extract.rows else 0,
        _how_far(extract), is_ready,
    )  # fmt: skip


def _how_far(extract: Extract) -> str:
    """Rows written and of all, while it is written; how many there are, once it is."""
    if extract.state == ExtractState.WAITING:
        return _("It waits for its turn.")
    if extract.state == ExtractState.READY:
        return _("%(rows)s rows") % {"rows": f"{extract.rows:,}"}
    if extract.state != ExtractState.RUNNING:
        return ""
    if not extract.rows:
        return _("The rows are counted.")
    if extract.written >= extract.rows:
        return _("All %(rows)s rows are written; the file is being closed.") % {"rows": f"{extract.rows:,}"}
    told = {"written": f"{extract.written:,}", "rows": f"{extract.rows:,}"}
    return _("%(written)s of %(rows)s rows") % told


def _in_words(choice: dict[str, Any], wards: dict[int, str]) -> str:
    """Period, ward, main reason, columns."""
    told = [_period(choice)]
    if "ward" in choice:
        told.append(wards.get(choice["ward"], "–"))
    if "category" in choice:
        told.append(str(dict(Category.choices).get(choice["category"], choice["category"])))
    named = _("With names and numbers"), _("Without names and numbers")
    told.append(named[0] if choice.get("identified") else named[1])
    return " · ".join(told)


def _period(choice: dict[str, Any]) -> str:
    """The days between which the stays began."""
    first, last = (
        wording.day(date.fromisoformat(choice[d])) if d in choice else "" for d in ("first", "last")
    )
    if first and last:
        return _("Admitted %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("Admitted from %(first)s") % {"first": first}
    return _("Admitted to %(last)s") % {"last": last} if last else _("All stays")
