"""What ships: complete, with licences that a hospital may use, in a form that other tools read."""

import json
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from cardiology.software import Package, shipped

REQUIREMENTS = Path(settings.BASE_DIR) / "requirements.txt"
ASKED = {name.lower() for name in re.findall(r"(?m)^([\w-]+)\S*==", REQUIREMENTS.read_text("utf-8"))}


@pytest.fixture(scope="module")
def packages():
    return shipped(REQUIREMENTS)


def test_everything_is_told_and_nothing_of_the_workshop(packages):
    names = {package.name for package in packages}
    assert names >= ASKED
    assert names >= {"sqlparse", "matplotlib", "openpyxl", "brotli"}, "what they bring, and their extras"
    assert not names & {"pytest", "ruff", "djlint", "locust", "playwright"}


def test_nothing_that_ships_is_gpl_or_undeclared(packages):
    strict = {p.name: p.licences for p in packages if p.is_strict}
    assert not strict, "GPL or AGPL without another choice: choose another library"
    assert not {p.name for p in packages if p.licences == ("not declared",)}, "read it and add it to READ"


@pytest.mark.parametrize(("licences", "is_expression", "strict"), [
    (("GPL-3.0-or-later",), True, True), (("AGPL-3.0-only",), True, True), (("MIT AND GPL-2.0",), True, True),
    (("GNU Affero General Public License v3",), False, True), (("GPLv3",), False, True),
    (("GNU General Public License v2 or later (GPLv2+)",), False, True),
    (("LGPLv3",), False, False), (("GNU Library or Lesser General Public License (LGPL)",), False, False),
    (("MIT OR GPL-2.0",), True, False),
    (("GNU General Public License v2 or later (GPLv2+)", "Mozilla Public License 1.1"), False, False),
])  # fmt: skip
def test_which_licences_are_refused(licences, is_expression, strict):
    assert Package("x", "1", licences, is_expression, ()).is_strict is strict


def test_the_list_is_written_as_cyclonedx(tmp_path, packages):
    call_command("sbom", str(tmp_path / "sbom.json"), verbosity=0, stdout=(tmp_path / "said").open("w"))
    told = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    by_name = {c["name"]: c for c in told["components"]}
    assert len(by_name) == len(packages)
    assert by_name["django"]["purl"] == f"pkg:pypi/django@{version('django')}"
    assert by_name["django"]["licenses"] == [{"expression": "BSD-3-Clause"}]
    refs = {c["bom-ref"] for c in told["components"]} | {"product"}
    assert {d["ref"] for d in told["dependencies"]} == refs
    needs = {d["ref"]: d["dependsOn"] for d in told["dependencies"]}
    assert by_name["sqlparse"]["purl"] in needs[by_name["django"]["purl"]]
