"""Diagnoses: ICD-10 by prefix, since Chinese clinical codes extend the WHO code (I21.401, I50.900x018)."""

from cardiology.codes.prefixed import Prefixed

_system = Prefixed("diagnoses")
table, find, search, group = _system.table, _system.find, _system.search, _system.group
