"""Rules whose review is overdue: a warning of `manage.py check`."""

from datetime import date
from typing import Any

from django.core.checks import Warning as CheckWarning
from django.utils import timezone

from cardiology.guidance import RULES, Rule


def overdue(today: date) -> list[Rule]:
    """The rules that should have been reviewed before this day."""
    return [rule for rule in RULES.values() if rule.next_review < today]


def check_reviews(**_options: Any) -> list[CheckWarning]:
    """One warning that names every overdue rule, so that no rule goes stale unseen."""
    late = overdue(timezone.localdate())
    if not late:
        return []
    names = ", ".join(f"{rule.id} ({rule.next_review})" for rule in late)
    return [
        CheckWarning(f"The review of {len(late)} rules of guidance is overdue: {names}.",
                     hint="Compare them with their guideline and set the next review.",
                     id="cardiology.W020"),
    ]  # fmt: skip
