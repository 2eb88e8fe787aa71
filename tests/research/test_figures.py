"""The survival figure says what its numbers say, and lets no text of a label become markup."""

from xml.etree import ElementTree

from research.figures import marks, survival
from research.pictures.flow import flow

POINTS = [
    {"time": 0, "survival": 1, "lower": 1, "upper": 1, "censored": 0},
    {"time": 100, "survival": 0.5, "lower": 0.3, "upper": 0.7, "censored": 1},
]


def drawn(label="a"):
    groups = [{"label": label, "points": POINTS, "at_risk": ["20", "< 10"]}]
    return ElementTree.fromstring(str(survival(groups, title="t", axis="Days")))


def test_figure_is_well_formed_with_band_line_and_numbers_at_risk():
    picture = drawn()
    space = "{http://www.w3.org/2000/svg}"
    assert len(picture.findall(f".//{space}polygon")) == 1
    line = picture.find(f".//{space}polyline").get("points").split()
    assert len(line) == 3  # along, down, and the end
    assert line[0].split(",")[1] == line[1].split(",")[1]
    texts = [t.text for t in picture.iter(f"{space}text")]
    assert "20" in texts
    assert "< 10" in texts


def test_the_flow_tells_who_was_taken_out_and_is_text():
    steps = [{"label": "Start", "remaining": "299", "patients": "290"},
             {"label": "<b>LVEF</b> " + "x" * 60, "remaining": "< 10", "patients": "< 10", "excluded": "280",
              "unknown": "12"}]  # fmt: skip
    found = ElementTree.fromstring(str(flow(steps, "Flow")))
    texts = [e.text for e in found.iter() if e.tag.endswith("text")]
    assert texts[0] == "Start"
    assert "299 rows · 290 patients" in texts
    assert "excluded 280 · unknown 12" in texts
    assert "< 10 rows · < 10 patients" in texts
    assert any(t.startswith("<b>LVEF</b>") and t.endswith("…") for t in texts)


def test_labels_are_text():
    assert "<b>" in [t.text for t in drawn("<b>").iter("{http://www.w3.org/2000/svg}text")]


def test_marks_fit_the_axis():
    for longest in (1, 9, 60, 365, 3000, 20000):
        found = marks(longest)
        assert found[0] == 0
        assert found[-1] <= longest
        assert 2 <= len(found) <= 9
