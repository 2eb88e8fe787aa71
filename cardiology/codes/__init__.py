"""Code systems, shipped as tables that a department can extend: diagnoses, procedures, drugs, laboratory.

Every module answers the same questions: `find(code)`, `search(text)`, `table()`.
"""

from cardiology.codes import diagnoses, drugs, laboratory, procedures
from cardiology.codes.table import Code

SYSTEMS = {
    "diagnoses": diagnoses,
    "procedures": procedures,
    "drugs": drugs,
    "laboratory": laboratory,
}


def label(system: str, code: str | None) -> str:
    """The words for a code in the active language; an unknown code is shown as it is."""
    if not code:
        return ""
    found = SYSTEMS[system].find(code)
    return found.label if found else code


__all__ = ["SYSTEMS", "Code", "diagnoses", "drugs", "laboratory", "label", "procedures"]
