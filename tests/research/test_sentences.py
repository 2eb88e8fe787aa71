"""A definition reads like a sentence that a cardiologist would write, in English and in Chinese."""

import pytest

from cardiology.models import Role
from research.catalogue import catalogue
from research.criteria.describe import describe
from research.criteria.parse import parse
from tests.research.conftest import CUT

pytestmark = pytest.mark.django_db
PCI = {"rows": "procedure", "where": {"=": [{"f": "kind"}, "pci"]}}


@pytest.fixture
def told(staff):
    """One criterion in words, in both languages."""
    kinds = catalogue(staff[Role.RESEARCHER].hospital_id)

    def tell(test):
        asked = {"index": {"of": PCI, "pick": "first"}, "cut": CUT,
                 "criteria": [{"name": "C", "include": test}]}  # fmt: skip
        return [describe(parse(asked, kinds), kinds, language).splitlines() for language in ("en", "zh-hans")]

    return tell


def echo(low, high, of="index"):
    weak = {"<": [{"f": "lvef"}, 40]}
    return {"has": {"rows": "echo", "where": weak, "in": {"of": of, "days": [low, high]}}}


def test_the_index_is_told_with_what_it_is_among(told):
    english, chinese = told(echo(0, 30))
    assert english[0] == "Index: the first angiography and PCI (kind = PCI) of each patient."
    assert chinese[0] == "入组：每位患者的首个造影与 PCI（类型 = PCI）。"


@pytest.mark.parametrize(
    ("low", "high", "english", "chinese"),
    [
        (-2, 30, "from 2 days before index to 30 days after index", "入组前2天至入组后30天"),
        (0, 30, "from the day of index to 30 days after index", "入组当天至入组后30天"),
        (1, 90, "from 1 to 90 days after index", "入组后1至90天"),
        (-365, -1, "from 365 to 1 days before index", "入组前365至1天"),
        (0, 0, "on the day of index", "入组当天"),
        (1, 1, "1 day after index", "入组后1天"),
        (None, 0, "until the day of index", "至入组当天止"),
        (7, None, "from 7 days after index on", "入组后7天起"),
    ],
)
def test_windows_say_before_and_after(told, low, high, english, chinese):
    lines = told(echo(low, high))
    assert f"(left ventricular ejection fraction < 40 %) {english};" in lines[0][1]
    assert f"有{chinese}的超声心动图（左室射血分数 < 40 %）" in lines[1][1]


def test_codes_of_ours_are_told_in_words_and_numbers_with_their_unit(told):
    drugs = {"in": [{"f": "drug_class"}, ["acei", "beta_blocker"]]}
    english, chinese = told({"has": {"rows": "medication", "where": drugs}})
    assert "class is one of ACE inhibitor, Beta-blocker" in english[1]
    assert "类别属于ACE 抑制剂、β受体阻滞剂" in chinese[1]


def test_the_first_row_stands_behind_its_window_in_chinese(told):
    first = {"first": {"rows": "echo", "in": {"of": "index", "days": [-2, 30]}}, "get": "lvef"}
    english, chinese = told({"<": [first, 40]})
    assert "left ventricular ejection fraction of the first echocardiography from 2 days before" in english[1]
    assert "入组前2天至入组后30天的首个超声心动图的左室射血分数 < 40 %" in chinese[1]
