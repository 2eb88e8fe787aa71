"""Procedures: ICD-9-CM-3 by prefix, since the Chinese clinical version extends it."""

from cardiology.codes.prefixed import Prefixed

_system = Prefixed("procedures")
table, find, search, group = _system.table, _system.find, _system.search, _system.group
