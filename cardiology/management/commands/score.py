"""manage.py score ID inputs.json: compute a score from a file of named inputs ("-" reads standard input)."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cardiology.scores import SCORES


class Command(BaseCommand):
    help = "Compute a score; prints JSON with value, category, parts and missing inputs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", help=", ".join(SCORES))
        parser.add_argument("inputs")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["id"] not in SCORES:
            raise CommandError(f"There is no score {options['id']}. There are: {', '.join(SCORES)}.")
        score = SCORES[options["id"]]
        try:
            result = score(read_object(options["inputs"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        answer = {
            "score": score.id, "version": score.version, "source": score.source,
            "confirmed_by_department": score.confirmed, "value": result.value, "category": result.category,
            "also": result.also, "risk": result.risk, "band": result.band or None,
            "further": dict(result.further), "parts": dict(result.parts), "missing": list(result.missing),
            "possible": [result.least, result.most] if result.missing and result.least is not None else None,
        }  # fmt: skip
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def read_object(name: str) -> dict[str, Any]:
    """A JSON object from a file, or from standard input for "-"; CommandError says what is wrong."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
        found = json.loads(text)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise CommandError(f"{name} is not JSON: {error}.") from error
    if not isinstance(found, dict):
        raise CommandError(f"{name}: expected a JSON object of named values.")
    return found
