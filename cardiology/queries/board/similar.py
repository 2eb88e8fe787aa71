"""Who on the ward bears a name that is taken for another's."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from cardiology.access import visible_to
from cardiology.models import Admission, User
from cardiology.rounds import likeness


def similar(stays: Iterable[Admission]) -> dict[int, str]:
    """By stay, the others of the same ward in words: "李四, bed 12". `stays` are all that are open."""
    by_ward: dict[int | None, dict[int, Admission]] = defaultdict(dict)
    for stay in stays:
        by_ward[stay.ward_id][stay.pk] = stay
    found = {}
    for on_ward in by_ward.values():
        names = {pk: (s.patient.name, s.patient.name_pinyin) for pk, s in on_ward.items()}
        for pk, others in likeness.groups(names).items():
            found[pk] = "; ".join(_where(on_ward[other]) for other in others)
    return found


def similar_to(user: User, stay: Admission) -> str:
    """The same of one stay, empty where its name is like no other on its ward."""
    if not stay.is_open:
        return ""
    there = visible_to(user, Admission).filter(discharged_at__isnull=True, ward=stay.ward_id)
    return similar(there.select_related("patient", "bed")).get(stay.pk, "")


def _where(stay: Admission) -> str:
    name = stay.patient.name
    return _("%(name)s, bed %(bed)s") % {"name": name, "bed": stay.bed.label} if stay.bed else name
