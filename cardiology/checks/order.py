"""The order of the chest-pain timeline, as in `timeline/order.py`: one rule, one check, one identity.

Their passing and failing times are in `timeline/examples/order.md`.
"""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cardiology.checks.check import Check, Severity
from cardiology.checks.facts import Facts, Row
from cardiology.timeline import BY_NAME, Situation, order

SEVERITY = {order.Severity.CONFLICT: Severity.ERROR, order.Severity.DOUBT: Severity.WARNING}
BEFORE_DOOR = ("pre_hospital", "other_hospital", "clinic")
SOURCE = "CPC timeline"


def _check(rule: order.Rule) -> Check:
    return Check(
        rule.id, f"timeline.{rule.first} timeline.{rule.then}", SEVERITY[rule.severity],
        lambda row, stay: _is_broken(rule, row, stay), _sentence(rule), SOURCE,
    )  # fmt: skip


def _sentence(rule: order.Rule) -> Any:
    words = {"first": BY_NAME[rule.first].short, "then": BY_NAME[rule.then].short, "meaning": rule.meaning}
    if rule.within is None:
        return format_lazy(_("{first} is after {then}: {meaning}"), **words)
    return format_lazy(_("{first} is long before {then}: {meaning}"), **words)


def _is_broken(rule: order.Rule, row: Row, stay: Facts) -> bool:
    times = {name: getattr(row, name) for name in (rule.first, rule.then)}
    known = Situation(stay.admission.arrival_mode, stay.admission.category, row.reperfusion)
    found = order.conflicts(times, known, ecg_before_door=row.first_ecg_place in BEFORE_DOOR)
    return any(c.rule is rule for c in found)


CHECKS = tuple(_check(rule) for rule in order.RULES)
