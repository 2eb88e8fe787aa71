"""Whatever the names: who is found alike on a ward is alike in pairs, both ways, and nobody else."""

from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from cardiology.rounds import likeness, shifts

SYLLABLES = {
    "王": "wang",
    "汪": "wang",
    "李": "li",
    "黎": "li",
    "小": "xiao",
    "晓": "xiao",
    "红": "hong",
    "伟": "wei",
}
CHARACTERS = st.text("".join(SYLLABLES), min_size=1, max_size=4)
NAMES = CHARACTERS.map(lambda name: (name, " ".join(SYLLABLES[c] for c in name)))


@given(st.dictionaries(st.integers(1, 99), NAMES, max_size=12))
def test_groups_are_the_pairs_that_are_alike(names):
    pairs = {
        one: sorted(other for other in names if other != one and likeness.alike(names[one], names[other]))
        for one in names
    }
    assert likeness.groups(names) == {one: others for one, others in pairs.items() if others}


@given(st.datetimes(), st.sampled_from(["noon", "shift", "morning"]))
def test_a_tag_ends_within_a_day_and_never_at_once(now, lasts):
    assume(now.year < 9999)
    assert timedelta(0) < shifts.ends(lasts, now) - now <= timedelta(days=1)
