"""Files with the product's own column headers: the names, or the labels, of the codebook."""

import unicodedata
from collections.abc import Iterator

from django.db.models import ForeignKey
from django.utils import translation
from django.utils.translation import gettext as _

from cardiology.dictionary.registry import variables
from cardiology.dictionary.section import Declared
from cardiology.intake.mapping import Mapping, Rows, Source, is_section, model_of
from cardiology.intake.problems import Problem, Refused
from cardiology.intake.reading import Table

PLACES = ("patient", "admission", "row", "revision")
LANGUAGES = ("en", "zh-hans")


def own_mapping(kind: str, table: Table) -> Mapping:
    """The mapping that the headers of this table spell; Refused names every header that means nothing."""
    model = model_of(kind)
    known = dict(_headers(model))
    computed = {v.name for v in variables(model) if v.generated}  # in our own exports, and not read back
    found: dict[str, str] = {}
    problems = []
    for header in table.columns:
        name = known.get(plain(header)) or known.get(plain(header.partition("(")[0]))
        if name in computed:
            continue
        if name is None:
            problems.append(Problem(1, header, "", _("This header is not known. Expected one of: %(names)s.")
                                    % {"names": ", ".join(dict.fromkeys(known.values()))}))  # fmt: skip
        elif name in found.values():
            problems.append(Problem(1, header, name, _("Two columns mean the same variable.")))
        else:
            found[header] = name
    problems += _without(model, set(found.values()))
    if problems:
        raise Refused(problems)
    return Mapping(kind, str(model.title), (_rows(kind, found),), own=True)


def _headers(model: type[Declared]) -> Iterator[tuple[str, str]]:
    """Every header that is understood, with the variable or place that it means."""
    for place in PLACES if is_section(model) else PLACES[2:]:
        yield place, place
    if model_of("admission") is model:
        yield "patient", "patient"
    for parent in parents(model):
        yield parent, parent
    for variable in variables(model):
        yield variable.name, variable.name
        for language in LANGUAGES:
            with translation.override(language):
                yield plain(str(variable.label)), variable.name


def parents(model: type[Declared]) -> list[str]:
    """Fields that point to another row of the record, such as the procedure of a lesion."""
    return [f.name for f in model._meta.concrete_fields if isinstance(f, ForeignKey)
            and is_section(f.related_model)]  # type: ignore[arg-type]  # fmt: skip


def plain(header: str) -> str:
    """A header without case, width, spaces and underscores at its edges."""
    return unicodedata.normalize("NFKC", header).strip().casefold()


def _without(model: type[Declared], found: set[str]) -> list[Problem]:
    """Columns without which no row can be placed."""
    needed = {"patient"} if is_section(model) or model is model_of("admission") else set()
    needed |= {v.name for v in variables(model) if v.name == "number"}
    return [Problem(1, name, name, _("This column is needed.")) for name in sorted(needed - found)]


def _rows(kind: str, found: dict[str, str]) -> Rows:
    by_name = {name: Source(column=header) for header, name in found.items()}
    return Rows(
        kind,
        {n: s for n, s in by_name.items() if n not in ("patient", "admission")},
        by_name.get("patient"),
        by_name.get("admission"),
    )
