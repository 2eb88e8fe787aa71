"""manage.py sbom FILE: what the product is made of, as CycloneDX."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cardiology import software


class Command(BaseCommand):
    help = (
        "Write a CycloneDX list of every installed package that requirements.txt brings, with its licences."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        packages = software.shipped(Path(settings.BASE_DIR) / "requirements.txt")
        told = software.bill(packages, at=timezone.now().isoformat(timespec="seconds"))
        file: Path = options["file"]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self.stdout.write(f"{file}: {len(packages)} packages")
