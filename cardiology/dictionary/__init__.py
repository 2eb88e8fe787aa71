"""The language of the house: a clinical variable is declared once, as a field of a section.

Everything else (column, form, checks, REST, import, export, codebook, research variable) follows from it.
"""

# isort: off
from cardiology.dictionary.fields import (
    Choice, Choices, ClinicalDate, Coded, Derived, Flag, Identifier, Moment, Note, PartialDate, Quantity,
    Variable,
)  # fmt: skip
from cardiology.dictionary.missing import Missing, YesNo
from cardiology.dictionary.section import Declared, Section
# isort: on

__all__ = [
    "Choice", "Choices", "ClinicalDate", "Coded", "Declared", "Derived", "Flag", "Identifier", "Missing",
    "Moment", "Note", "PartialDate", "Quantity", "Section", "Variable", "YesNo",
]  # fmt: skip
