"""Going through a definition node by node."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from research.criteria import nodes as n


def children(node: Any) -> Iterator[Any]:
    """The nodes directly inside a node."""
    values = [getattr(node, f.name) for f in fields(node)] if is_dataclass(node) else list(node)
    for value in values:
        if is_dataclass(value):
            yield value
        elif isinstance(value, tuple):
            yield from children(value)


def every(node: Any) -> Iterator[Any]:
    """The node and everything inside it, outermost first."""
    if is_dataclass(node):
        yield node
    for child in children(node):
        yield from every(child)


def has_rows(node: Any) -> bool:
    """Whether a test or value looks at other rows."""
    return any(isinstance(x, n.Select) for x in every(node))


def names_used(definition: n.Definition) -> frozenset[str]:
    """Every field name that is read anywhere."""
    used: set[str] = set()
    for node in every(definition):
        if isinstance(node, n.FieldRef):
            used.add(node.name)
        elif isinstance(node, n.Pick | n.Aggregate) and node.get:
            used.add(node.get)
        elif isinstance(node, n.Count) and node.distinct:
            used.add(node.distinct)
    return frozenset(used)


def conjuncts(test: n.Test | None) -> tuple[n.Test, ...]:
    """The tests that must all hold."""
    if test is None:
        return ()
    if isinstance(test, n.All):
        return tuple(c for t in test.tests for c in conjuncts(t))
    return (test,)
