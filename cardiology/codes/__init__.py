"""Code systems, shipped as tables that a department can extend.

Every module answers the same questions: `find(code)`, `search(text)`, `table()`.
"""

from collections.abc import Iterable
from typing import Any

from cardiology.codes import diagnoses, drug_classes, drugs, frequencies, laboratory, procedures
from cardiology.codes.table import Code

SYSTEMS = {
    "diagnoses": diagnoses,
    "procedures": procedures,
    "drugs": drugs,
    "drug_classes": drug_classes,
    "laboratory": laboratory,
    "frequencies": frequencies,
}


def label(system: str, code: str | None) -> str:
    """The words for a code in the active language; an unknown code is shown as it is."""
    if not code:
        return ""
    found = SYSTEMS[system].find(code)
    return found.label if found else code


def read(system: str, typed: str) -> str | None:
    """The code that was typed, or whose exact name or synonym was typed; None for free text: no guessing."""
    if SYSTEMS[system].find(typed):
        return typed.strip()
    plain = typed.strip().casefold()
    table = SYSTEMS[system].table()
    found = [c.code for c in table if plain in (c.en.casefold(), c.zh)]
    called = {c.code for c in table if plain in {s.casefold() for s in c.synonyms}}
    return found[0] if found else called.pop() if len(called) == 1 else None


def read_typed(said: dict[str, Any], asked: Iterable[Any]) -> None:
    """What was typed instead of a code goes into the text beside it; a known name becomes its code."""
    for variable in asked:
        name, beside = variable.name, f"{variable.name}_text"
        typed = said.get(name)
        if variable.kind == "code" and typed and beside in said:
            said[name] = read(variable.system, typed)
            if said[name] is None and not said[beside]:
                said[beside] = typed


__all__ = [
    "SYSTEMS", "Code", "diagnoses", "drug_classes", "drugs", "frequencies", "laboratory", "label",
    "procedures", "read", "read_typed",
]  # fmt: skip
