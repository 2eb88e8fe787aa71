"""manage.py advise snapshot.json: advice for a patient, and which facts would decide the rest."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.guidance import Advice, advise
from cardiology.management.commands.score import read_object
from cardiology.snapshot import from_plain


class Command(BaseCommand):
    help = "Advice for one patient given as a JSON snapshot; prints JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("snapshot")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            advice = advise(from_plain(read_object(options["snapshot"])))
        except ValueError as error:
            raise CommandError(str(error)) from error
        answer = {
            "advice": [_plain(a) for a in advice if not a.is_open],
            "open": [_plain(a) for a in advice if a.is_open],
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=sorted))


def _plain(advice: Advice) -> dict[str, Any]:
    rule = advice.rule
    assert rule is not None  # noqa: S101  advise() always names the rule
    return {
        "rule": rule.id, "title": str(rule.title), "severity": rule.severity, "text": str(advice.text),
        "guideline": str(rule.guideline), "class": rule.class_, "level": rule.level,
        "confirmed_by_department": rule.confirmed, "because": dict(advice.because),
        "missing": list(advice.missing),
    }  # fmt: skip
