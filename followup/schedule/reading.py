"""From the codes of a stay to the words that pathways speak of.

Codes by prefix, since Chinese clinical codes extend those of WHO and of ICD-9-CM-3.
"""

from collections.abc import Iterable

# ICD-9-CM-3; 35.2x: aortic and mitral replacement with tissue or with a mechanical valve.
PROCEDURES: dict[str, tuple[str, ...]] = {
    "pci": ("00.66", "36.06", "36.07", "17.55"),
    "cabg": ("36.1",),
    "ablation": ("37.34",),
    "pacemaker": ("37.80", "37.81", "37.82", "37.83"),
    "crt_p": ("00.50",),
    "icd": ("37.94",),
    "crt_d": ("00.51",),
    "tissue_valve": ("35.05", "35.06", "35.21", "35.23", "35.25", "35.27"),
    "mechanical_valve": ("35.22", "35.24", "35.26", "35.28"),
    "closure": ("35.52", "35.55"),
    "cardioversion": ("99.61", "99.62"),
    "tevar": ("39.73",),
}

AORTIC = "35.22"  # the mechanical aortic valve among them

# ICD-10 groups.
CONDITIONS: dict[str, tuple[str, ...]] = {
    "af": ("I48",),
    "hf": ("I50", "I11.0", "I13.0", "I13.2"),
    "valve": ("I05", "I06", "I07", "I08", "I34", "I35", "I36", "I37", "I38"),
    "myocarditis": ("I40", "I41", "I51.4"),
    "pericarditis": ("I30", "I31", "I32"),
    "pe": ("I26",),
    "cardiomyopathy": ("I42", "I43"),
    "dissection": ("I71.0",),
    "stroke": ("I60", "I61", "I63", "I64", "G45"),
}


def words_of(codes: Iterable[str], table: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """The words of a table that some of the codes stand for."""
    known = [code.strip().upper() for code in codes if code]
    return frozenset(word for word, prefixes in table.items() if any(c.startswith(prefixes) for c in known))


def mechanical_valve(codes: Iterable[str]) -> str | None:
    """Where a mechanical valve sits, by the codes of all operations; None where none is known.

    Two of them, or one that is not the aortic, are “other”.
    """
    known = [code.strip() for code in codes if code]
    found = {code[:5] for code in known if code.startswith(PROCEDURES["mechanical_valve"])}
    if not found:
        return None
    return "aortic" if found == {AORTIC} else "other"
