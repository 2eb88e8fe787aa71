"""System check: pathways that contradict themselves stop the start."""

from typing import Any

from django.core.checks import Error

from cardiology.codes import laboratory
from cardiology.dictionary.registry import variables
from followup import schedule


def check_pathways(**_options: Any) -> list[Error]:
    """Codes unique, windows apart, every asked variable declared in the follow-up section."""
    from followup.models import FollowUp

    known = {v.name for v in variables(FollowUp)}
    tests = {t.code for t in laboratory.table()}
    return [Error(problem, id="followup.E001") for problem in schedule.problems(known, tests)]
