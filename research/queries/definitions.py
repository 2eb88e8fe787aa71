"""A definition as it stands on a page: read, told in words, checked, and brought down to its variables."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from research import draft
from research.catalogue import catalogue
from research.criteria.compile import compile_
from research.criteria.describe import canonical_hash, describe
from research.criteria.kinds import Catalogue
from research.criteria.lint import Finding, lint
from research.criteria.nodes import Definition
from research.criteria.parse import DefinitionError, Problem, parse

LONGEST = 200_000  # characters of JSON; a definition written by hand has a few thousand


@dataclass(frozen=True)
class Reading:
    """What came of reading a definition: itself or its problems, its sentence, its findings."""

    obj: Any
    catalogue: Catalogue
    definition: Definition | None = None
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """The definition in words, a line each, in the language of the page."""
        if self.definition is None:
            return []
        return describe(self.definition, self.catalogue, translation.get_language() or "en").splitlines()

    @property
    def of_variables(self) -> list[str]:
        """The sentences that only say what is read for every index row."""
        if self.definition is None:
            return []
        first = 1 + len(self.definition.let)
        return self.sentences[first : first + len(self.definition.variables)]

    @property
    def of_criteria(self) -> list[str]:
        """What each criterion that is asked says, without its number."""
        found = [line.partition(". ") for line in self.sentences if line[:1].isdigit()]
        whole = self.definition is not None and len(found) == len(self.definition.criteria)
        return [words for _number, _dot, words in found] if whole else []

    @property
    def of_cohort(self) -> list[str]:
        """The sentences that say who is in."""
        return [line for line in self.sentences if line not in self.of_variables]

    @property
    def in_both(self) -> list[tuple[str, str]]:
        """The definition line by line, in English and in Chinese."""
        if self.definition is None:
            return []
        told = []
        for language in ("en", "zh-hans"):
            with translation.override(language):
                told.append(describe(self.definition, self.catalogue, language).splitlines())
        return list(zip(*told, strict=True))

    @property
    def sql(self) -> str:
        """The statement that asks the database; its values stand beside it by name."""
        return compile_(self.definition, self.catalogue).sql if self.definition else ""

    @property
    def sha256(self) -> str:
        return canonical_hash(self.definition) if self.definition else ""

    @property
    def errors(self) -> list[Finding]:
        """Findings that keep a definition from being saved as a version."""
        return [f for f in self.findings if f.severity == "error"]

    @property
    def can_be_saved(self) -> bool:
        return self.definition is not None and not self.errors


def read(obj: Any, hospital_id: int) -> Reading:
    """Read a definition; problems are part of the answer. Criteria that are switched off are not asked."""
    kinds = catalogue(hospital_id)
    try:
        definition = parse(draft.asked(obj), kinds)
    except DefinitionError as error:
        return Reading(obj, kinds, problems=list(error.problems))
    return Reading(obj, kinds, definition, findings=lint(definition, kinds))


def from_text(text: str) -> Any:
    """The object that a JSON text holds. DefinitionError says where it stops being JSON."""
    if len(text) > LONGEST:
        raise DefinitionError(
            [Problem("", _("The text is longer than %(count)s characters.") % {"count": LONGEST})]
        )
    try:
        found = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = _("line %(line)s, column %(column)s") % {"line": error.lineno, "column": error.colno}
        raise DefinitionError(
            [Problem(where, _("This is not JSON: %(why)s.") % {"why": error.msg})]
        ) from error
    except (ValueError, RecursionError) as error:
        raise DefinitionError(
            [Problem("", _("This JSON cannot be read: a number or the nesting is too large."))]
        ) from error
    if "\\u0000" in text or "\0" in text:
        raise DefinitionError([Problem("", _("A text holds a NUL character, which cannot be stored."))])
    if _has_half_character(found):
        raise DefinitionError([Problem("", _("A text holds half a character, which cannot be stored."))])
    return found


def as_text(obj: Any) -> str:
    """A definition as JSON that a person can read and edit."""
    return json.dumps(obj, ensure_ascii=False, indent=2)


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _has_half_character(found: Any) -> bool:
    """Half of a surrogate pair cannot be written as UTF-8."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return True
    return False
