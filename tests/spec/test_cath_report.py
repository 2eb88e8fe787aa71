"""The sentences of the catheterisation report, and the class of its result, by worked examples."""

from pathlib import Path

import pytest

from cardiology import examples, narrative
from cardiology.narrative import chinese, english
from cardiology.narrative.conclusion import contrast_ratio, proposed
from cardiology.narrative.facts import CathFacts, DeviceFacts, LesionFacts

HERE = Path(narrative.__file__).parent / "examples/coronary.md"
EXAMPLES = list(examples.read(HERE))
LANGUAGES = {"en": english, "zh": chinese}


def of(*kinds):
    return [e for e in EXAMPLES if e.subject.split("_")[0] in kinds]


@pytest.mark.parametrize("example", of("lesion"), ids=lambda e: e.expected)
def test_a_lesion_is_said(example):
    told = {**example.inputs, "segment": str(example.inputs["segment"])}
    flow = told.pop("timi_before")
    lesion = LesionFacts(**told, timi_before=None if flow is None else str(flow))
    assert LANGUAGES[example.subject[-2:]].lesion(lesion) == example.expected


@pytest.mark.parametrize("example", of("device"), ids=lambda e: e.expected)
def test_a_device_is_said(example):
    assert LANGUAGES[example.subject[-2:]].device(DeviceFacts(**example.inputs)) == example.expected


@pytest.mark.parametrize("example", of("result"), ids=str)
def test_a_result_is_proposed(example):
    lesions = [LesionFacts(segment=s, before=b) for s, b in dict(example.inputs["stenoses"]).items()]
    facts = CathFacts("pci", lesions=lesions, rest_is_normal=example.inputs["rest_is_normal"])
    assert (" and ".join(proposed(facts)) or "nothing") == example.expected


def test_a_two_lesion_pci_reads_as_a_report_in_both_languages():
    stent = DeviceFacts("des", "Firehawk", 3.0, 28, 14)
    first = LesionFacts(
        "12", before=95, after=0, timi_before="1", timi_after="3", culprit=True, devices=[stent]
    )
    second = LesionFacts("2", before=80, timi_before="3")
    facts = CathFacts(
        "pci", "radial_r", "primary", "right", [second, first], rest_is_normal=True, contrast=150,
        fluoroscopy=12.3, air_kerma=1100, results=["two_vessels"],
    )  # fmt: skip
    said = {p.title: p.text for p in english.report(facts)}
    assert said["Procedure"] == (
        "Coronary angiography and percutaneous coronary intervention by right radial access."
        " Indication: primary PCI for STEMI."
    )
    assert said["Findings"].startswith(
        "Right-dominant circulation. Proximal left anterior descending artery: 95\u00a0%"
    )
    assert said["Findings"].endswith("No significant stenosis in any other segment.")
    assert said["Intervention"] == (
        "Proximal left anterior descending artery: drug-eluting stent 3.0 × 28 mm (Firehawk) at 14 atm;"
        " residual stenosis 0\u00a0%, TIMI 3 flow."
    )
    assert said["Contrast and radiation"] == "Contrast 150 mL, fluoroscopy 12.3 min, air kerma 1100 mGy."
    assert (
        "Two-vessel disease (left anterior descending artery, right coronary artery)." in said["Conclusion"]
    )
    chinese_said = {p.title: p.text for p in chinese.report(facts)}
    assert chinese_said["造影所见"] == (
        "冠状动脉呈右优势型。前降支近段狭窄95%，前向血流TIMI 1级，为罪犯病变。"
        "右冠状动脉中段狭窄80%，前向血流TIMI 3级。"
        "其余各节段未见明显狭窄。"
    )
    assert chinese_said["介入治疗"] == (
        "前降支近段：植入3.0×28 mm药物洗脱支架1枚（Firehawk），释放压力14 atm；"
        "术后残余狭窄0%，前向血流TIMI 3级。"
    )
    assert chinese_said["结论"] == "双支血管病变（前降支、右冠状动脉）。前降支近段植入支架1枚。"


def test_what_is_not_described_is_said_to_be_so():
    facts = CathFacts("angiography", lesions=[LesionFacts("12", before=60)])
    assert "not described" in english.findings(facts)
    assert "未作描述" in chinese.findings(facts)


@pytest.mark.parametrize(
    ("volume", "egfr", "ratio"), [(185, 50, 3.7), (190, 50, 3.8), (None, 50, None), (190, None, None)]
)
def test_contrast_by_kidney_function(volume, egfr, ratio):
    assert contrast_ratio(volume, egfr) == ratio
