"""A definition in words, and its fingerprint.

Two definitions are the same exactly when their canonical JSON has the same SHA-256: keys sorted, code
lists sorted, defaults explicit.
"""

import hashlib
import json
from typing import Any

from research.criteria import nodes as n
from research.criteria.describe_rows import Teller
from research.criteria.kinds import Catalogue
from research.criteria.render import to_json


def describe(definition: n.Definition, catalogue: Catalogue, language: str = "en") -> str:
    """The definition as numbered sentences, in English ("en") or Chinese ("zh...")."""
    tell = Teller(definition, catalogue, "zh" if language.startswith("zh") else "en")
    lines = [tell.index(definition)]
    lines += [tell.say("let", name=name, what=tell.value(pick)) for name, pick in definition.let]
    lines += [tell.say("variable", name=name, what=tell.value(v)) for name, v in definition.variables]
    for place, criterion in enumerate(definition.criteria, 1):
        lines.append(tell.criterion(place, criterion))
    lines += [tell.say("list", name=name, codes=", ".join(codes)) for name, codes in definition.lists]
    lines.append(tell.say("cut", day=definition.cut))
    return "\n".join(lines)


def canonical(definition: n.Definition) -> str:
    """The one way of writing a definition as JSON."""
    plain = to_json(definition)
    plain["lists"] = {name: sorted(set(codes)) for name, codes in definition.lists}
    return json.dumps(numbers(plain), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def numbers(plain: Any) -> Any:
    """Whole numbers written alike: 40.0 is 40."""
    if isinstance(plain, dict):
        return {key: numbers(inner) for key, inner in plain.items()}
    if isinstance(plain, list):
        return [numbers(inner) for inner in plain]
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def canonical_hash(definition: n.Definition) -> str:
    """The fingerprint of a definition."""
    return hashlib.sha256(canonical(definition).encode()).hexdigest()
