"""What the product is made of: every package that requirements.txt brings, with its version and licences.

Read from what is installed here, so that it tells of the house that runs and not of a plan.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SPEC = "1.6"  # of CycloneDX
READ = {"resvg-py": "MIT"}  # in the licence file; the package's own description does not say it
STRICT = re.compile(r"(?<!L)GPL|Affero|(?<!Lesser )General Public License")


@dataclass(frozen=True)
class Package:
    """One installed package; `licences` are those to choose from, an expression where it gives one."""

    name: str
    version: str
    licences: tuple[str, ...]
    is_expression: bool
    needs: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def is_strict(self) -> bool:
        """Whether nothing else can be chosen than a licence that asks for the source of the whole product."""
        choices = re.split(r"\s+OR\s+", self.licences[0]) if self.is_expression else self.licences
        return all(STRICT.search(choice) for choice in choices)


def shipped(requirements: Path) -> list[Package]:
    """Everything that the file brings, also what its packages bring; by name."""
    lines = (line.partition("#")[0].strip() for line in requirements.read_text("utf-8").splitlines())
    waiting = [Requirement(line) for line in lines if line]
    seen: set[tuple[str, frozenset[str]]] = set()
    found: dict[str, Package] = {}
    while waiting:
        wanted = waiting.pop()
        key = canonicalize_name(wanted.name), frozenset(wanted.extras)
        if key not in seen:
            seen.add(key)
            found[key[0]] = _package(key[0])
            waiting += _brought(wanted)
    return [found[name] for name in sorted(found)]


def bill(packages: Iterable[Package], *, at: str) -> dict[str, Any]:
    """The packages as a CycloneDX document; the same packages give the same serial number."""
    known = list(packages)
    told = "\n".join(p.address for p in known)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, told)}",
        "version": 1,
        "metadata": {
            "timestamp": at,
            "component": {"type": "application", "bom-ref": "product", "name": "cardiology-department"},
        },
        "components": [_component(package) for package in known],
        "dependencies": list(_dependencies(known)),
    }


def _component(package: Package) -> dict[str, Any]:
    licences: list[dict[str, Any]] = [{"license": {"name": name}} for name in package.licences]
    if package.is_expression:
        licences = [{"expression": package.licences[0]}]
    return {
        "type": "library", "bom-ref": package.address, "name": package.name, "version": package.version,
        "purl": package.address, "licenses": licences,
    }  # fmt: skip


def _dependencies(packages: list[Package]) -> Iterator[dict[str, Any]]:
    addresses = {package.name: package.address for package in packages}
    yield {"ref": "product", "dependsOn": sorted(addresses.values())}
    for package in packages:
        needs = {addresses[name] for name in package.needs if name in addresses}
        yield {"ref": package.address, "dependsOn": sorted(needs)}


def _package(name: str) -> Package:
    found = distribution(name)
    told: Any = found.metadata
    expression = str(told.get("License-Expression") or "")
    needs = {canonicalize_name(Requirement(line).name) for line in found.requires or ()}
    licences = (expression,) if expression else _licences(name, told)
    return Package(name, found.version, licences, bool(expression), tuple(sorted(needs)))


def _licences(name: str, told: Any) -> tuple[str, ...]:
    """As older packages say it: by classifiers, else by the first line of the licence."""
    kinds = [line.rpartition("::")[2].strip() for line in told.get_all("Classifier") or ()
             if line.startswith("License ::")]  # fmt: skip
    first = str(told.get("License") or "").strip().partition("\n")[0]
    return tuple(kinds) or (READ.get(name) or first or "not declared",)


def _brought(wanted: Requirement) -> list[Requirement]:
    """What a package needs here, with the extras that are asked for."""
    needs = [Requirement(line) for line in distribution(wanted.name).requires or ()]
    surroundings = [{"extra": extra} for extra in (*wanted.extras, "")]
    asked = [r for r in needs if not r.marker or any(r.marker.evaluate(s) for s in surroundings)]
    return [r for r in asked if _is_here(r.name)]


def _is_here(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
