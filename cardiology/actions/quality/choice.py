"""Which numbers the board of a hospital shows."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cardiology import audit
from cardiology.access import Permission, check_may, hospital_of
from cardiology.models import Board, User
from cardiology.quality.board import MOST
from cardiology.queries.quality.board import chosen, subjects


@transaction.atomic
def choose(measures: Sequence[str], *, by: User) -> list[str]:
    """Show these numbers in this order; ValidationError for none, too many, or one that there is not."""
    check_may(by, Permission.DEFINE)
    wanted = list(dict.fromkeys(measures))
    if not wanted or set(wanted) - set(subjects()):
        raise ValidationError(_("Choose at least one of the numbers in the list."))
    if len(wanted) > MOST:
        raise ValidationError(_("A board shows at most %(most)s numbers."), params={"most": MOST})
    hospital = hospital_of(by)
    old = chosen(hospital)
    board, _is_new = Board.objects.update_or_create(hospital=hospital, defaults={"measures": wanted})
    audit.record("board chosen", by=by, about=board, old={"measures": old}, new={"measures": wanted})
    return wanted
