"""Rows of the record as files: the columns of each kind, exports of them, and empty templates to fill in.

A file that is taken out with its numbers comes back through the import and changes nothing.
"""

from cardiology.intake.writing import FORMS, as_csv, as_xlsx
from cardiology.resources.columns import resource, written
from cardiology.resources.rows import all_rows, export_rows, rows_file
from cardiology.resources.wanted import AT_ONCE_ROWS, Wanted, is_large

__all__ = [
    "AT_ONCE_ROWS", "FORMS", "Wanted", "all_rows", "as_csv", "as_xlsx", "export_rows", "is_large", "resource",
    "rows_file", "written",
]  # fmt: skip
