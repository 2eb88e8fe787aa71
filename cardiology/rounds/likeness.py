"""Names that are taken for each other on one ward.

Two names are alike when they sound the same (pinyin without tones), when they have the same characters
but one (from three characters on: of two characters nearly everybody shares one with somebody), or when
they have the same family name and the same initials of the given name. Names in Latin letters are
compared by their sound only.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping

FEWEST_FOR_ALL_BUT_ONE = 3


def keys(name: str, pinyin: str = "") -> set[Hashable]:
    """What a name shares with every name that is like it. `pinyin` has one syllable per character."""
    written = "".join(name.split()).casefold()
    syllables = pinyin.casefold().split()
    found: set[Hashable] = {("sound", "".join(syllables) or written)}
    if written.isascii():
        return found
    if len(written) >= FEWEST_FOR_ALL_BUT_ONE:
        found |= {("all but one", n, written[:n] + written[n + 1 :]) for n in range(len(written))}
    if len(syllables) > 1:
        initials = "".join(syllable[0] for syllable in syllables[1:])
        found.add(("initials", written[0], initials))
    return found


def alike(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two (name, pinyin) are alike."""
    return not keys(*one).isdisjoint(keys(*other))


def groups(names: Mapping[int, tuple[str, str]]) -> dict[int, list[int]]:
    """By number of a name, the numbers of the names that are like it; those without one are left out."""
    sharing: dict[Hashable, set[int]] = defaultdict(set)
    for number, name in names.items():
        for key in keys(*name):
            sharing[key].add(number)
    found = {n: set().union(*(sharing[key] for key in keys(*name))) - {n} for n, name in names.items()}
    return {n: sorted(others) for n, others in found.items() if others}
