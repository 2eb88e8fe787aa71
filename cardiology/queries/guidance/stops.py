"""What the hard stops say of a line of drugs that is about to be written, or was."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cardiology.codes import drugs
from cardiology.guidance import Advice
from cardiology.guidance.hard_stops import Said, concerning, judge
from cardiology.models import AGAINST_A_STOP, AdviceAnswer, AdviceReply, Medication, Phase
from cardiology.queries.advice import fingerprint
from cardiology.queries.guidance.packs import rules_of
from cardiology.queries.one_stay import Recorded
from cardiology.snapshot import Snapshot

AMENDED_FOR = timedelta(days=14)  # after the end of a stay its lists are still orders; later they are history
HOUR = timedelta(hours=1)


def is_order(row: Medication) -> bool:
    """Whether the line gives a drug: what was taken at home, or in a stay of long ago, is a fact."""
    stay: Any = row.admission
    if stay is None or row.phase == Phase.HOME or not row.drug:
        return False
    return stay.discharged_at is None or stay.discharged_at > timezone.now() - AMENDED_FOR


def said_of(row: Medication) -> Said:
    """What the hard stops say of the line; the record is read only where one of them concerns the drug."""
    stay: Any = row.admission
    rules = concerning(row.drug or "", rules_of(stay.hospital_id)) if is_order(row) else []
    return judge(_seen(row), row.drug or "", rules) if rules else Said()


def undecided(row: Medication) -> tuple[Advice, ...]:
    """The hard stops that cannot be judged of a line that runs, each with the facts that would decide."""
    return said_of(row).undecided if row.stopped_on is None else ()


def is_overridden(stay_id: int | None, found: Advice) -> bool:
    """Whether a doctor said in this stay, on these facts, why the stop is not followed."""
    rule = found.rule.id if found.rule else ""
    said = AdviceAnswer.objects.filter(admission_id=stay_id, rule=rule, facts=fingerprint(found))
    return said.filter(reply=AdviceReply.OVERRIDDEN, reason__in=AGAINST_A_STOP).exists()


def _seen(row: Medication) -> Snapshot:
    """The patient with the list that the line belongs to, on the day on which it starts."""
    read = Recorded(row.admission)  # type: ignore[arg-type]
    seen = read.at_discharge if row.phase == Phase.DISCHARGE else read.snapshot
    codes = frozenset(m.drug for m in read.of(Medication) if m.drug and m.pk != row.pk and _beside(m, row))
    classes = frozenset(d.drug_class for code in codes if (d := drugs.find(code)))
    later = _hours_to_start(row)
    hours = {
        name: known + later
        for name in ("acei_hours", "arni_hours") if (known := getattr(seen, name)) is not None
    }  # fmt: skip
    return replace(seen, medication=codes, classes=classes, **hours)


def _beside(other: Medication, row: Medication) -> bool:
    """Whether another line is given together with this one."""
    if row.phase == Phase.DISCHARGE:
        return other.phase == Phase.DISCHARGE
    return other.phase not in (Phase.HOME, Phase.DISCHARGE) and other.stopped_on is None


def _hours_to_start(row: Medication) -> float:
    """Hours from now to the day on which the drug is begun; none where it has begun."""
    if row.started_on is None:
        return 0.0
    start = timezone.make_aware(datetime.combine(row.started_on, time()))
    return max((start - timezone.now()) / HOUR, 0.0)
