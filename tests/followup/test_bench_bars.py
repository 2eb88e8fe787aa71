"""The bars of the desk: a figure above its bar is said to miss it, and p95 is the nearest rank."""

from followup.bench.bar import Bar, p95


def test_a_figure_above_its_bar_misses_it():
    assert "holds" in Bar("list", 300, 300, "ms").line()
    assert "MISSED" in Bar("list", 300.1, 300, "ms").line()


def test_p95_is_the_nearest_rank():
    assert p95([float(n) for n in range(1, 101)]) == 95.0
    assert p95([3.0]) == 3.0
