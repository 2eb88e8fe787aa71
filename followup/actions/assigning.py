"""Who calls whom: visits handed from one nurse to another, or back to everybody."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cardiology import audit
from cardiology.access import Permission, check_may, visible_to
from cardiology.models import User
from followup.models import Visit, VisitState

MOST = 500


@transaction.atomic
def assign(visits: Collection[int], *, to: User | None, by: User) -> int:
    """Give open visits to somebody who may call here, or to everybody; how many there were."""
    check_may(by, Permission.CALL)
    if not visits:
        raise ValidationError(_("Choose at least one patient."))
    if len(visits) > MOST:
        raise ValidationError(_("At most %(n)d patients at a time.") % {"n": MOST})
    if to is not None and to not in callers(by):
        raise ValidationError(_("Choose somebody who works the call list."))
    found = visible_to(by, Visit).filter(pk__in=visits, state=VisitState.OPEN)
    rows = list(found.select_for_update(of=("self",)).order_by("pk"))
    for visit in rows:
        old = visit.assigned_to_id
        visit.assigned_to = to
        visit.save(update_fields=["assigned_to"])
        audit.record("visit assigned", by=by, about=visit, old={"to": old}, new={"to": to.pk if to else None})
    return len(rows)


def callers(user: User) -> list[User]:
    """Who works the call list in this hospital."""
    found = User.objects.filter(hospital=user.hospital_id, role__in=Permission.CALL.roles, is_active=True)
    return list(found.order_by("display_name", "pk"))
