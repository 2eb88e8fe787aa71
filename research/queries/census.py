"""How often each kind of row, variable and answer is recorded: what a search on the question page offers.

Counted by the worker once a day, so that a search answers while somebody types. The numbers are of that
night; a question itself is always counted on the live tables.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from cardiology import codes
from research.catalogue import catalogue
from research.criteria.kinds import Catalogue, Field, Kind
from research.models import Census
from research.queries.variables import is_free_text

Json = Any
PATIENT, INDEX = "patient", "index"
MOST_VALUES = 400  # of one variable
MOST_FOUND = 12
ICD = re.compile(r"^[A-Za-z]\d[\w.]*\*?$")


# --- counting ----------------------------------------------------------------------------------------
def count(hospital_id: int) -> Json:
    """Rows and patients of every kind, how complete its variables are, how many patients have an answer."""
    kinds = catalogue(hospital_id)
    found: Json = {"kinds": {}, "patients": 0}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({kinds.patients}) t", dict(kinds.params))
        found["patients"] = cursor.fetchone()[0]
        for name, kind in kinds.kinds.items():
            if not name.startswith("cohort:"):
                found["kinds"][name] = _count_kind(cursor, kinds, kind)
    return found


def _count_kind(cursor: Any, kinds: Catalogue, kind: Kind) -> Json:
    fields = list(kind.fields.values())
    prelude = ", ".join(f"{name} AS ({sql})" for name, sql in kinds.prelude)
    start = (
        f"WITH {prelude}{', ' if prelude else ''}k AS ({kind.relation}), p AS ({kinds.patients}), "
        "t AS (SELECT k.* FROM k JOIN p ON p.patient = k.patient) "
    )
    known = "".join(f", count(t.{f.column})" for f in fields)
    cursor.execute(f"{start}SELECT count(*), count(DISTINCT t.patient){known} FROM t", dict(kinds.params))
    rows, patients, *complete = cursor.fetchone()
    told = {f.name: {"rows": n} for f, n in zip(fields, complete, strict=True)}
    for field in fields if rows else ():
        if _has_values(kind, field):
            told[field.name]["values"] = _count_values(cursor, kinds, start, field)
    return {"rows": rows, "patients": patients, "fields": told}


def _has_values(kind: Kind, field: Field) -> bool:
    """Whether the answers of a variable are codes: typed words are never offered."""
    return bool(field.labels or field.system) or (
        field.type == "text" and not is_free_text(kind.name, field.name)
    )


def _count_values(cursor: Any, kinds: Catalogue, start: str, field: Field) -> dict[str, int]:
    """Patients by answer; of diagnoses also by their first three characters, as `I50*`."""
    forms = [f"t.{field.column}"]
    if field.system == "diagnoses":
        forms.append(f"substr(t.{field.column}, 1, 3) || '*'")
    found: dict[str, int] = {}
    for form in forms:
        cursor.execute(
            f"{start}SELECT {form}, count(DISTINCT t.patient) FROM t WHERE t.{field.column} IS NOT NULL "
            f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}",
            dict(kinds.params),
        )
        found |= dict(cursor.fetchall())
    return found


# --- finding -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Offer:
    """Something that a search found: a kind, a variable of it, or one of its answers."""

    kind: str
    label: str
    field: str = ""
    value: str = ""
    patients: int | None = None  # of kinds and answers
    rows: int | None = None  # of kinds; of variables those with a value
    complete: int | None = None  # per cent of the rows of the kind, of variables
    words: str = ""  # what a search looks in


def known(hospital_id: int) -> Json:
    """What was counted last; nothing, where nobody counted yet."""
    found = Census.objects.filter(hospital_id=hospital_id).values_list("counts", "counted_at").first()
    return {"kinds": {}, "patients": 0, "at": None} if found is None else {**found[0], "at": found[1]}


def search(typed: str, hospital_id: int, *, of: str = "", field: str = "", index: str = "") -> list[Offer]:
    """The best offers for what is typed, in the language of the page; of one kind or variable if named.

    Of an `index` kind, its own variables are offered too.
    """
    wanted = [w for w in typed.casefold().split() if w]
    everything = offers(hospital_id)
    own = [
        replace(o, kind=INDEX, label=f"{_('The index itself')} · {o.label.partition(' · ')[2]}")
        for o in everything
        if o.kind == index and o.field
    ]
    found = [
        offer
        for offer in (*everything, *own)
        if (not of or offer.kind == of)
        and (not field or (offer.field == field and offer.value))
        and all(w in offer.words for w in wanted)
    ]
    if not wanted and not field:
        return [offer for offer in found if not offer.field]  # the kinds, to look through
    if ICD.match(typed.strip()):
        wanted = [typed.strip().casefold().rstrip("*")]
    return sorted(found, key=lambda o: _rank(o, wanted))[:MOST_FOUND]


def _rank(offer: Offer, wanted: list[str]) -> tuple[Any, ...]:
    """Whole words first, then kinds, variables, answers; what more patients have first."""
    last = offer.label.rpartition(" · ")[2].casefold()
    names = (last, offer.value.casefold().rstrip("*"), "" if offer.value else offer.field.casefold())
    whole = not any(w in names for w in wanted)
    begins = not any(re.search(rf"(?<!\w){re.escape(w)}", last) for w in wanted)
    count = -(offer.patients or 0) if offer.value else -1
    return whole, begins, "." in offer.field, count, len(offer.label), offer.label


def offers(hospital_id: int) -> tuple[Offer, ...]:
    """Everything that can be offered, made once per count and language."""
    held = Census.objects.filter(hospital_id=hospital_id).values_list("counted_at", flat=True).first()
    return _offers(hospital_id, held, translation.get_language() or "en")


@lru_cache(maxsize=32)
def _offers(hospital_id: int, _held: Any, _language: str) -> tuple[Offer, ...]:
    counts = known(hospital_id)
    kinds = catalogue(hospital_id)
    age = Field("age", "number", _("Age at the index"), "a")
    patient = Kind(PATIENT, "", {"age": age, **kinds.patient_fields}, _("Patient"))
    of_patient = {"patients": counts["patients"]} if counts["patients"] else {}
    shown = [(patient, of_patient), *((k, counts["kinds"].get(k.name, {})) for k in kinds.kinds.values())]
    return tuple(offer for kind, told in shown for offer in _of_kind(kind, told))


def _of_kind(kind: Kind, counts: Mapping[str, Json]) -> Iterator[Offer]:
    label, rows = str(kind.label), counts.get("rows")
    yield Offer(kind.name, label, patients=counts.get("patients"), rows=rows, words=_words(label, kind.name))
    for field in kind.fields.values():
        told = counts.get("fields", {}).get(field.name, {})
        name = f"{label} · {field.label or field.name}"
        complete = round(100 * told["rows"] / rows) if rows and "rows" in told else None
        yield Offer(
            kind.name,
            name,
            field.name,
            rows=told.get("rows"),
            complete=complete,
            words=_words(name, field.name),
        )
        answers = told.get("values", {})
        for value in dict.fromkeys([*field.labels, *answers]):
            said = answer(field, value)
            patients = answers.get(value, 0) if answers else None
            words = _words(label, str(field.label), said, value, _called(field, value))
            yield Offer(kind.name, f"{name} · {said}", field.name, value, patients, words=words)


def answer(field: Field, value: str) -> str:
    """An answer in words; a code stands before its words."""
    if value in field.labels:
        return str(field.labels[value])
    if field.system in codes.SYSTEMS:
        said = codes.label(field.system, value.rstrip("*"))
        return value if said == value.rstrip("*") else f"{value} {said}"
    return value


def _called(field: Field, value: str) -> str:
    """What else people call a code, so that a class of drugs is found by "普利" too."""
    found = codes.SYSTEMS[field.system].find(value.rstrip("*")) if field.system in codes.SYSTEMS else None
    return found.words() if found else ""


def _words(*parts: str) -> str:
    return " ".join(parts).casefold()
