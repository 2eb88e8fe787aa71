"""The table of access.md as rows, and the objects that its addresses are about."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from django.urls import URLPattern, get_resolver, reverse

from cardiology.models import Bed, Draft, Role
from tests.cardiology.stories import discharged, treated_stemi

TABLE = Path(__file__).with_name("access.md")
VISITORS = ("anonymous", *(role.value for role in Role), "other hospital")
# Not ours, and guarded by themselves: Django's pages for administrators, the choice of language.
NOT_OURS = re.compile(r"^(admin:.*|set_language)$")


@dataclass(frozen=True)
class Line:
    """One row of the table: an address with its arguments, how it is asked, and what each visitor gets."""

    pattern: str
    arguments: dict[str, str]
    method: str
    expected: dict[str, str]


def lines():
    """Every row of the table, in order."""
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
        if not text.startswith("|") or cells[0] == "address" or not set(text) - set("|-: "):
            continue
        assert len(cells) == len(VISITORS) + 2, f"access.md: {text!r} has {len(cells)} cells."
        pattern, *told = cells[0].strip("`").split()
        arguments = dict(word.split("=") for word in told)
        yield Line(pattern, arguments, cells[1], dict(zip(VISITORS, cells[2:], strict=True)))


def addresses(patterns=None, namespace=""):
    """Every named address of the house with the arguments it takes: {name: [argument, ...]}."""
    found = {}
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}"
            if not NOT_OURS.match(name):
                taken = sorted(entry.pattern.converters) + sorted(entry.pattern.regex.groupindex)
                found.setdefault(name, list(dict.fromkeys(taken)))
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            found |= addresses(entry.url_patterns, inner)
    return found


def names_of(line):
    """The addresses that a row speaks of; `*` stands for any part of a name."""
    return [name for name in addresses() if fnmatchcase(name, line.pattern)]


def story(staff):
    """A STEMI who has gone home, another who is still here, and what hangs on them."""
    doctor = staff[Role.CARDIOLOGIST]
    gone = discharged(treated_stemi(doctor, "0001"), doctor)
    here = treated_stemi(doctor, "0002", name="李四")
    phone = here.patient.phones.create(number="13800000000", digits="13800000000")
    Draft.objects.create(by=doctor, admission=here, section="vitals", values={})
    return {"gone": gone, "here": here, "phone": phone, "bed": Bed.objects.first()}


# How an argument of an address is made from the story; an app that brings a new argument adds a line.
ARGUMENTS = {
    "patient_id": lambda told, _name: told["here"].patient_id,
    "admission_id": lambda told, _name: told["here"].pk,
    "phone_id": lambda told, _name: told["phone"].pk,
    "row_id": lambda told, name: (
        told["phone"].pk if name == "patient_beside" else _first(told, "procedure").pk
    ),
    "parent_id": lambda _told, _name: 0,
    "section": lambda _told, _name: "procedure",
    "part": lambda _told, _name: "lesion",
    "name": lambda _told, _name: "contrast",
    "what": lambda _told, _name: "phone",
    "system": lambda _told, _name: "drugs",
    "year": lambda _told, _name: 2026,
    "month": lambda _told, _name: 3,
    "measure_id": lambda _told, _name: "M05",
    "score_id": lambda _told, _name: "cha2ds2_vasc",
    "book": lambda _told, _name: "scores",
    "kind": lambda _told, _name: "vitals",
    "form": lambda _told, _name: "csv",
}


def address(told, name, line):
    """The address of a row for this story."""
    made = {}
    for argument in addresses()[name]:
        assert argument in ARGUMENTS or argument in line.arguments, (
            f"{name} takes “{argument}”: say in ARGUMENTS (tests/contracts/access_table.py) what it is."
        )
        given = line.arguments.get(argument)
        made[argument] = ARGUMENTS[argument](told, name) if given is None else given
    return reverse(name, kwargs=made)


def _first(told, section):
    from cardiology.dictionary import registry

    return registry.section(section).objects.filter(admission=told["here"]).first()
