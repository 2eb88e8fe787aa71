"""What the columns of a file mean: shipped mapping files, or the product's own column headers.

A mapping is a TOML file. `title`, `source` and `note` say what it is for, those of
`[chinese]` the same in Chinese; `time` is the shape of its dates;
`[tables.NAME]` names a file beside the imported one that is looked up (`file`, `on`: column here and there).
Each `[[rows]]` makes rows of one kind: `kind`, `key` (the import key), `patient` and `admission` (numbers),
`when` (only lines in which these columns have these texts), and `[rows.set]` with one entry per variable:

    sex = {from = "gender", values = {M = "male", F = "female"}}   # translate; other texts are an error
    value = {text = "90", when = {expired = "1"}}                  # a constant, under a condition
    number = {template = "S{subject_id}"}                          # put together from columns
    died_on = {from = "time", days_after = "2015-04-01"}           # a day counted from a fixed one
    drug = {from = "drug", match = [["^asp.*", "aspirin"]]}        # first matching pattern; none = empty
    lvef = {from = "ef", unit = "%"}                               # unit sent with the number, converted
    stopped_on = {from = "end", not_before = "started_on"}         # earlier ones are kept as text only
    birth_on = {from = "dob", earliest = "1990-01-01"}             # the same for days before this one
    other = "…" beside `values` is used for texts that are not listed; `missing` is the reason for none.
"""

import re
import tomllib
from collections.abc import Mapping as Columns
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from django.utils.translation import gettext as _

from cardiology.dictionary.registry import section
from cardiology.dictionary.section import Declared, Section
from cardiology.intake.problems import Refused
from cardiology.models import Admission, Patient

FOLDER = Path(__file__).with_name("mappings")


@dataclass(frozen=True)
class Source:
    """Where the text of one variable comes from; the fields are the words of the mapping file."""

    column: str = ""
    text: str = ""
    template: str = ""
    values: Columns[str, str] | None = None
    other: str | None = None
    match: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    days_after: str = ""
    not_before: str = ""
    earliest: str = ""
    missing: str = ""
    when: Columns[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """The rows of one kind that each line of the file makes."""

    kind: str
    sources: Columns[str, Source]
    patient: Source | None = None
    admission: Source | None = None
    key: Source | None = None
    when: Columns[str, str] = field(default_factory=dict)

    @property
    def model(self) -> type[Declared]:
        return model_of(self.kind)


@dataclass(frozen=True)
class Beside:
    """A table that lies beside the imported file and is looked up by one column."""

    file: str
    here: str
    there: str


@dataclass(frozen=True)
class Mapping:
    """A whole mapping. `own` is True for the product's own headers: then a row can name its record."""

    name: str
    title: str
    rows: tuple[Rows, ...]
    tables: Columns[str, Beside] = field(default_factory=dict)
    time: str = ""
    note: str = ""
    source: str = ""
    chinese: Columns[str, str] = field(default_factory=dict)
    own: bool = False


def model_of(kind: str) -> type[Declared]:
    """The model that a kind names: patient, admission or a section; LookupError for anything else."""
    return {"patient": Patient, "admission": Admission}.get(kind) or section(kind)


def is_section(model: type[Declared]) -> bool:
    """Whether rows of the model belong to a patient and a stay."""
    return issubclass(model, Section)


def names() -> list[str]:
    """The mappings that ship with the product."""
    return sorted(p.stem for p in FOLDER.glob("*.toml"))


@cache
def load(name: str) -> Mapping:
    """A shipped mapping by its name, or a file of one's own by its path; Refused says what is wrong."""
    path = FOLDER / f"{name}.toml" if name in names() else Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise Refused(_("There is no mapping “%(name)s”. There are: %(names)s.")
                      % {"name": name[:80], "names": ", ".join(names())})  # fmt: skip
    try:
        return _mapping(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError, LookupError, re.error) as error:
        raise Refused(_("The mapping “%(name)s” is not right: %(reason)s.")
                      % {"name": path.stem, "reason": error}) from error  # fmt: skip


def _mapping(name: str, told: dict[str, Any]) -> Mapping:
    tables = {n: Beside(t["file"], t["on"][0], t["on"][-1]) for n, t in told.get("tables", {}).items()}
    return Mapping(
        name, told["title"], tuple(_rows(r) for r in told["rows"]), tables, told.get("time", ""),
        told.get("note", ""), told.get("source", ""), told.get("chinese", {}),
    )  # fmt: skip


def _rows(told: dict[str, Any]) -> Rows:
    model = model_of(told["kind"])
    known = {f.name for f in model._meta.concrete_fields}
    strange = set(told["set"]) - known
    if strange:
        raise ValueError(f"{told['kind']} has no {', '.join(sorted(strange))}")
    for name, source in told["set"].items():
        if isinstance(source, dict) and source.get("not_before", name) not in told["set"]:
            raise ValueError(f"{name} is compared with a variable that is not set")
    return Rows(
        told["kind"], {n: _source(s) for n, s in told["set"].items()},
        _place(told.get("patient")), _place(told.get("admission")), _place(told.get("key")),
        told.get("when", {}),
    )  # fmt: skip


def _place(template: str | None) -> Source | None:
    return None if template is None else Source(template=template)


def _source(told: dict[str, Any] | str) -> Source:
    if isinstance(told, str):
        return Source(column=told)
    words = {("column" if word == "from" else word): value for word, value in told.items()}
    for word in ("values", "when"):
        if word in words:
            words[word] = {str(sent): str(made) for sent, made in words[word].items()}
    words["match"] = tuple((p, r) for p, r in words.get("match", ()))
    strange = set(words) - {f.name for f in fields(Source)}
    if strange:
        raise ValueError(f"{', '.join(sorted(strange))} is not a word of mappings")
    source = Source(**words)
    _check_source(source)
    return source


def _check_source(source: Source) -> None:
    """What would only fail in the middle of a file fails here."""
    list(Formatter().parse(source.template))
    if source.days_after:
        date.fromisoformat(source.days_after)
    for pattern, made in source.match:
        re.compile(f"(?:{pattern})|").sub(made, "")  # the empty match shows whether all groups exist
