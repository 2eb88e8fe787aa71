"""The risk scores of a stay are kept as they are now, beside those that were kept before."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission, check_may
from cardiology.models import Admission, KeptScore, KeptWhen, User
from cardiology.queries.guidance.kept import as_kept, newest
from cardiology.queries.guidance.origins import origins
from cardiology.queries.guidance.risks import OF_ARRIVAL, Risk, risks
from cardiology.queries.one_stay import Recorded


@transaction.atomic
def keep(
    stay: Admission, *, by: User, occasion: KeptWhen = KeptWhen.ASKED, via: str = "web"
) -> list[KeptScore]:
    """Keep the scores of a stay with their inputs and version, and say which were kept.

    On request, a score that still says what it said when it was last kept is left out; the end of the stay
    keeps each, so that what was known when the patient left can always be told.
    """
    check_may(by, Permission.WRITE_RECORDS)
    # Locked, so that two who ask at once keep each score once.
    stored = Admission.objects.select_for_update().select_related("hospital", "patient").get(pk=stay.pk)
    told = {"occasion": occasion, "by": by, "at": timezone.now()}
    read = Recorded(stored)
    rows = [as_kept(stored, risk, origins=_origins(read, risk), **told) for risk in risks(read)]
    if occasion == KeptWhen.ASKED:
        before = {score: row.said for score, row in newest(stored).items()}
        rows = [row for row in rows if before.get(row.score) != row.said]
    KeptScore.objects.bulk_create(rows)
    audit.record_all("score kept", by=by, about=rows, via=via)
    return rows


def _origins(read: Recorded, risk: Risk) -> dict[str, Any]:
    return origins(read, risk.score, risk.inputs, newest=risk.score.id not in OF_ARRIVAL)
