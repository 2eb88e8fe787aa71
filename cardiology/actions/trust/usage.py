"""How much one person may ask in a minute: enough for work, too little to carry the records off."""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from cardiology import audit
from cardiology.models import Usage, User

KEPT = timedelta(hours=1)
COUNT = """
insert into cardiology_usage (by_id, what, minute, times) values (%s, %s, %s, 1)
on conflict (by_id, what, minute) do update set times = cardiology_usage.times + 1 returning times
"""


def take(user: User, what: str) -> bool:
    """Count one more; False where it is too many. The first one too many of a minute goes into the audit."""
    allowed = settings.USAGE_LIMITS.get(what, 0)
    if not allowed:
        return True
    minute = timezone.now().replace(second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [user.pk, what, minute])
        times = cursor.fetchone()[0]
    if times == 1:
        Usage.objects.filter(by_id=user.pk, what=what, minute__lt=minute - KEPT).delete()
    if times == allowed + 1:
        audit.record("too often", by=user, about=user, new={"what": what, "allowed a minute": allowed})
    return times <= allowed
