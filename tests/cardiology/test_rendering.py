"""What a person sees of one form field."""

import re

import pytest
from django import forms
from django.utils import translation

from cardiology import wording
from cardiology.dictionary.missing import Missing, YesNo
from cardiology.rendering import ClinicalRenderer


class Pressure(forms.CharField):
    unit = "mmHg"
    possible, plausible = (1, 300), (50, 220)
    core = True
    missing = (Missing.NOT_DONE, Missing.NOT_RECORDED)


class Bedside(forms.Form):
    default_renderer = ClinicalRenderer
    pressure = Pressure(label="Pressure", required=False)
    smoker = forms.ChoiceField(
        label="Smoker", choices=[("", "—"), *YesNo.choices], widget=forms.RadioSelect, required=False
    )


def shown(form, name):
    return re.sub(r"\s+", " ", form[name].as_field_group())


def test_a_unit_that_is_a_word_is_in_the_language_of_the_reader():
    assert [wording.unit(u) for u in ("a", "pack-years", "mmHg", "10^9/L", "1", None)] == [
        "years", "pack-years", "mmHg", "×10⁹/L", "", "",
    ]  # fmt: skip
    with translation.override("zh-hans"):
        assert (wording.unit("a"), wording.unit("pack-years")) == ("年", "包年")


def test_unit_and_expected_range_stand_beside_the_value():
    html = shown(Bedside({"pressure": "120"}), "pressure")
    assert ">mmHg</span>" in html
    assert "Expected 50–220 · accepted 1–300" in html
    assert 'value="120"' in html


def test_everything_said_about_a_field_is_tied_to_its_control():
    form = Bedside({"pressure": "x"})
    form.add_error("pressure", "Not a number.")
    html = shown(form, "pressure")
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)[1].split()
    assert {"id_pressure_unit", "id_pressure_range", "id_pressure_error"} == set(described)
    assert all(f'id="{part}"' in html for part in described)


def test_an_impossible_value_is_refused_and_an_unusual_one_asked_about():
    form = Bedside({"pressure": "412"})
    form.add_error("pressure", "412 mmHg is not possible.")
    refused = shown(form, "pressure")
    assert "field--invalid" in refused
    assert "412 mmHg is not possible." in refused
    assert "confirm_pressure" not in refused

    form = Bedside({"pressure": "240"})
    form.add_error("pressure", forms.ValidationError("240 mmHg is unusual.", code="doubtful"))
    asked = shown(form, "pressure")
    assert "field--invalid" not in asked
    assert 'name="confirm_pressure"' in asked


def test_only_the_allowed_reasons_are_offered_and_the_chosen_one_is_marked():
    html = shown(Bedside({"missing_pressure": "not_done"}), "pressure")
    assert re.findall(r'<option value="(\w*)"', html) == ["", "not_done"]
    assert '<option value="not_done" selected' in html
    assert "field--missing" in html


def test_a_toggle_group_offers_the_four_answers_and_no_blank_one():
    html = shown(Bedside({"smoker": "no"}), "smoker")
    assert re.findall(r'type="radio" name="smoker" value="(\w*)"', html) == list(YesNo.values)
    assert re.search(r'value="no"[^>]*checked', html)
    assert "<legend" in html


@pytest.mark.parametrize(
    ("labels", "width"), [("ABCD", ""), (["Long answer"] * 4, "wide"), (["Long answer"] * 8, "full")]
)
def test_a_toggle_group_takes_the_room_that_its_answers_need(labels, width):
    form = Bedside()
    form.fields["smoker"].choices = [(str(number), label) for number, label in enumerate(labels, 1)]
    assert form["smoker"].width == width


def test_the_error_summary_leads_to_each_field():
    form = Bedside({"pressure": "412", "smoker": "perhaps"})
    form.add_error("pressure", "412 mmHg is not possible.")
    html = str(form)
    for target in re.findall(r'<a href="#(\w+)">', html):
        assert f'id="{target}"' in html
    assert len(re.findall(r'<a href="#', html)) == 2


@pytest.mark.parametrize(
    ("minutes", "said", "chinese"),
    [(45.0, "45 min", "45 分钟"), (179, "179 min", "179 分钟"), (200, "3 h 20 min", "3 小时 20 分钟"),
     (3587, "2 d 11 h", "2 天 11 小时")],
)  # fmt: skip
def test_a_delay_is_said_as_people_say_it(minutes, said, chinese):
    assert wording.lasted(minutes) == said
    with translation.override("zh-hans"):
        assert wording.lasted(minutes) == chinese


@pytest.mark.parametrize(
    ("seconds", "said", "chinese"),
    [(10, "every 10 s", "每 10 秒"), (60, "every minute", "每分钟"), (900, "every 15 min", "每 15 分钟"),
     (3600.0, "hourly", "每小时"), (7200, "every 2 h", "每 2 小时"), (86400, "daily", "每天")],
)  # fmt: skip
def test_how_often_something_is_done_is_said_in_words(seconds, said, chinese):
    assert wording.every(seconds) == said
    with translation.override("zh-hans"):
        assert wording.every(seconds) == chinese
