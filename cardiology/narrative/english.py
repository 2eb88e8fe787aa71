"""The report on an angiography or PCI in English."""

from cardiology.codes import segments
from cardiology.narrative.conclusion import diseased, vessel_of
from cardiology.narrative.facts import CathFacts, DeviceFacts, LesionFacts, Paragraph, caliber, number

KINDS = {
    "angiography": "Coronary angiography",
    "pci": "Coronary angiography and percutaneous coronary intervention",
    "cabg": "Coronary artery bypass surgery",
}
ACCESS = {
    "radial_r": "right radial access", "radial_l": "left radial access",
    "distal_radial_r": "right distal radial access", "distal_radial_l": "left distal radial access",
    "distal_radial": "distal radial access", "femoral_r": "right femoral access",
    "femoral_l": "left femoral access",
    "femoral": "femoral access", "ulnar_r": "right ulnar access", "ulnar_l": "left ulnar access",
    "brachial_r": "right brachial access", "brachial_l": "left brachial access",
    "brachial": "brachial access",
}  # fmt: skip
INDICATIONS = {
    "primary": "primary PCI for STEMI",
    "rescue": "rescue PCI after failed thrombolysis",
    "stemi_12h": "STEMI, stable, within 12 h",
    "late_stemi": "STEMI, stable, later than 12 h",
    "late_unstable": "STEMI, unstable, later than 12 h",
    "after_lysis": "STEMI within 24 h of successful thrombolysis",
    "late_after_lysis": "STEMI later than 24 h after successful thrombolysis",
    "new_angina": "new-onset angina",
    "without_ischaemia": "coronary artery disease without ischaemia",
    "nste_acs": "non-ST-elevation acute coronary syndrome",
    "stable": "stable angina",
}
DOMINANCE = {"right": "Right-dominant", "left": "Left-dominant", "co": "Co-dominant"}
VESSELS = {
    "LM": "left main", "LAD": "left anterior descending artery", "LCX": "circumflex artery",
    "RCA": "right coronary artery",
}  # fmt: skip
GRAFTS = {
    "lima": "LIMA graft", "rima": "RIMA graft", "svg": "saphenous vein graft",
    "radial": "radial artery graft",
}  # fmt: skip
PLACES = {"aortic": "aortic end", "body": "body", "distal": "distal end"}
DEVICES = {
    "des": "drug-eluting stent", "bms": "bare-metal stent", "dcb": "drug-coated balloon",
    "balloon": "balloon",
    "bvs": "bioresorbable scaffold", "covered": "covered stent", "cutting": "cutting or scoring balloon",
    "aspiration": "thrombus aspiration", "rotational": "rotational atherectomy",
    "orbital": "orbital atherectomy",
    "laser": "laser atherectomy", "ivl": "intravascular lithotripsy", "atherectomy": "atherectomy",
    "ivus": "IVUS",
    "oct": "OCT", "pressure_wire": "pressure wire",
}  # fmt: skip
RESULTS = {
    "normal": "normal coronary arteries", "below_50": "coronary stenoses below 50 %",
    "one_vessel": "one-vessel disease",
    "two_vessels": "two-vessel disease", "three_vessels": "three-vessel disease",
    "left_main": "left main disease",
    "minoca": "myocardial infarction with non-obstructive coronary arteries", "spasm": "coronary spasm",
    "bridge": "myocardial bridge", "ectasia": "coronary ectasia",
    "scad": "spontaneous coronary artery dissection",
}  # fmt: skip


def report(facts: CathFacts) -> list[Paragraph]:
    """The report by paragraphs; one without content is left out."""
    found = [
        Paragraph("Procedure", _procedure(facts)),
        Paragraph("Findings", findings(facts)),
        Paragraph("Intervention", " ".join(treatment(x) for x in facts.lesions if x.is_treated)),
        Paragraph("Contrast and radiation", dose(facts)),
        Paragraph("Conclusion", conclusion(facts)),
        Paragraph("Remarks", facts.note or ""),
    ]
    return [Paragraph(p.title, p.text.replace(" %", "\u00a0%")) for p in found if p.text]


def _procedure(facts: CathFacts) -> str:
    access = f" by {ACCESS[facts.access]}" if facts.access in ACCESS else ""
    reason = f" Indication: {INDICATIONS[facts.indication]}." if facts.indication in INDICATIONS else ""
    return f"{KINDS.get(facts.kind, 'Procedure')}{access}.{reason}"


def findings(facts: CathFacts) -> str:
    """Dominance, vessel by vessel what was seen, and what is said of the rest."""
    sentences = [f"{DOMINANCE[facts.dominance]} circulation."] if facts.dominance in DOMINANCE else []
    sentences += [lesion(x) for x in sorted(facts.lesions, key=_order)]
    if facts.rest_is_normal:
        sentences.append("No significant stenosis in any other segment." if facts.lesions
                         else "No significant stenosis in any segment.")  # fmt: skip
    elif facts.lesions:
        sentences.append("Segments that are not named are not described.")
    return " ".join(sentences)


def _order(lesion_: LesionFacts) -> int:
    vessel = vessel_of(lesion_)
    return segments.VESSELS.index(vessel) if vessel in segments.VESSELS else len(segments.VESSELS)


def place(x: LesionFacts) -> str:
    """Where a lesion is."""
    found = segments.find(x.segment or "")
    name = found.en if found else "segment not recorded"
    beyond = [s.en for code in x.further if (s := segments.find(code))]
    if beyond:
        name = f"{name}, extending into the {' and the '.join(beyond)}"
    if not x.graft:
        return name
    part = f", {PLACES[x.graft_place]}" if x.graft_place in PLACES else ""
    return f"{GRAFTS.get(x.graft, 'graft')} to {name}{part}"


def lesion(x: LesionFacts) -> str:
    """One lesion as it was found."""
    said = [
        _stenosis(x),
        f"TIMI {x.timi_before} flow" if x.timi_before else "",
        "culprit lesion" if x.culprit else "",
        _restenosis(x),
        "in-stent thrombosis" if x.thrombosis else "",
        f"thrombus grade {x.thrombus_grade}" if x.thrombus_grade not in (None, "0") else "",
        "severe calcification" if x.calcified else "",
        (f"bifurcation (Medina {x.medina})" if x.medina else "bifurcation")
        if x.bifurcation or x.medina
        else "",
        f"FFR {x.ffr:.2f}" if x.ffr is not None else "",
        f"iFR {x.ifr:.2f}" if x.ifr is not None else "",
        f"length {number(x.length)} mm" if x.length is not None else "",
    ]
    return f"{_capital(place(x))}: {', '.join(s for s in said if s)}."


def _stenosis(x: LesionFacts) -> str:
    if x.before is None:
        return "chronic total occlusion" if x.cto else "stenosis not recorded"
    if x.before >= 100:
        return "chronic total occlusion" if x.cto else "occlusion (100 %)"
    return f"{number(x.before)} % stenosis" if x.before else "no stenosis"


def _restenosis(x: LesionFacts) -> str:
    if not x.restenosis:
        return ""
    return (
        f"in-stent restenosis of the stent of {x.prior_on:%d %b %Y}" if x.prior_on else "in-stent restenosis"
    )


def treatment(x: LesionFacts) -> str:
    """What was done to one lesion, and with what result."""
    done = "; ".join(device(d) for d in x.devices)
    result = ", ".join(
        s for s in (
            f"residual stenosis {number(x.after)} %" if x.after is not None else "",
            f"TIMI {x.timi_after} flow" if x.timi_after else "",
            "no-reflow" if x.no_reflow else "",
        ) if s
    )  # fmt: skip
    return f"{_capital(place(x))}: {'; '.join(s for s in (done, result) if s)}."


def device(d: DeviceFacts) -> str:
    """One device with its measures: drug-eluting stent 3.0 × 28 mm (Firehawk) at 14 atm."""
    size = f" {caliber(d.diameter)} × {number(d.length)} mm" if d.diameter or d.length else ""
    maker = f" ({d.model})" if d.model else ""
    pressure = f" at {number(d.pressure)} atm" if d.pressure else ""
    return f"{DEVICES.get(d.kind or '', 'device')}{size}{maker}{pressure}"


def dose(facts: CathFacts) -> str:
    """Contrast and radiation, as far as recorded."""
    told = (
        ("contrast", facts.contrast, "mL"),
        ("fluoroscopy", facts.fluoroscopy, "min"),
        ("air kerma", facts.air_kerma, "mGy"),
        ("dose-area product", facts.dap, "Gy·cm²"),
    )
    text = ", ".join(f"{name} {number(value)} {unit}" for name, value, unit in told if value is not None)
    return f"{_capital(text)}." if text else ""


def conclusion(facts: CathFacts) -> str:
    """The confirmed class of the result, and what was implanted."""
    sentences = []
    for result in facts.results:
        vessels = [VESSELS[v] for v in diseased(facts.lesions) if v != "LM"]
        where = f" ({', '.join(vessels)})" if vessels and "_vessel" in result else ""
        sentences.append(f"{_capital(RESULTS.get(result, result))}{where}.")
    for x in facts.lesions:
        if x.stents:
            count = len(x.stents)
            sentences.append(f"{count} {'stent' if count == 1 else 'stents'} implanted in the {place(x)}.")
    return " ".join(sentences)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
