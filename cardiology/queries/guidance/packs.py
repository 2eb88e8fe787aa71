"""The guideline packs of a hospital, and what became of the advice that its rules gave."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from cardiology.access import visible_to
from cardiology.guidance import PACKS, RULES, Rule, in_packs
from cardiology.models import AdviceAnswer, GuidelinePacks, OverrideReason, User


def packs_of(hospital_id: int | None) -> list[str]:
    """The packs, the preferred first; all of them where the hospital chose none."""
    if hospital_id is None:
        return list(PACKS)
    row = GuidelinePacks.objects.filter(hospital_id=hospital_id).values_list("packs", flat=True).first()
    return list(row or PACKS)


def rules_of(hospital_id: int | None) -> list[Rule]:
    """The rules that speak in a hospital."""
    return in_packs(packs_of(hospital_id))


@dataclass(frozen=True)
class Told:
    """What became of one rule's advice: counted once for each stay and set of facts."""

    rule: Rule
    shown: int
    accepted: int
    overridden: int
    reasons: str

    @property
    def accepted_share(self) -> str:
        """Accepted of the answered, in percent; a dash while nothing was answered."""
        answered = self.accepted + self.overridden
        return f"{100 * self.accepted / answered:.0f} %" if answered else "–"


def statistics(user: User) -> list[Told]:
    """Every rule that was shown in the hospital, the most shown first."""
    rows = visible_to(user, AdviceAnswer).filter(rule__in=RULES)
    counted = rows.values("rule").annotate(
        shown=Count("pk"), accepted=Count("pk", filter=Q(reply="accepted")),
        overridden=Count("pk", filter=Q(reply="overridden")),
    )  # fmt: skip
    why: dict[str, list[str]] = {}
    given: Any = rows.exclude(reason="").values_list("rule", "reason").annotate(n=Count("pk")).order_by("-n")
    for rule, reason, n in given:
        why.setdefault(rule, []).append(f"{OverrideReason(reason).label} {n}")
    return [
        Told(RULES[c["rule"]], c["shown"], c["accepted"], c["overridden"], " · ".join(why.get(c["rule"], [])))
        for c in counted.order_by("-shown", "rule")
    ]
