"""manage.py worklist --on D [--nurse U] [--json]: the call list in order, with the reason for each row."""

import json
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cardiology import audit
from cardiology.access import Permission
from cardiology.management.commands.measure import day, the_hospital
from cardiology.models import User
from followup.queries.call_list import places, rows


class Command(BaseCommand):
    help = "The call list of a day in order, with the reason for each row."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, required=True, help="day, for example 2026-11-09")
        parser.add_argument("--nurse", help="user name: the list of this nurse; else everybody's")
        parser.add_argument("--hospital", help="code of the hospital; needed where there are several")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        nurse = self._nurse(options["nurse"])
        reader = nurse or self._anybody(options["hospital"])
        on = options["on"]
        evening = timezone.make_aware(datetime.combine(on, time(23, 59)))
        found = rows(reader, places(reader, on=on, now=evening, nurse=nurse), on=on)
        audit.record("worklist read", by=reader, about=reader.hospital, via="command")
        if options["json"]:
            answer = {"on": on.isoformat(), "nurse": options["nurse"], "n": len(found),
                      "rows": [asdict(r) for r in found]}  # fmt: skip
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2, default=str))
            return
        for row in found:
            self.stdout.write(f"{row.priority:6d}  {row.name}  {row.visit}  {row.why}  {row.phone}")

    def _nurse(self, username: str | None) -> User | None:
        if not username:
            return None
        nurse = User.objects.filter(username=username, role__in=Permission.CALL.roles, is_active=True).first()
        if nurse is None:
            raise CommandError(f"There is no active account “{username}” that may work the call list.")
        return nurse

    def _anybody(self, code: str | None) -> User:
        """Somebody of the hospital who may call; the list is read with their rights."""
        hospital = the_hospital(code)
        found = User.objects.filter(hospital=hospital, role__in=Permission.CALL.roles, is_active=True)
        reader = found.order_by("pk").first()
        if reader is None:
            raise CommandError("Nobody of this hospital may work the call list.")
        return reader
