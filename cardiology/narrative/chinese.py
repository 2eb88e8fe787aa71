"""The report on an angiography or PCI in Chinese."""

from cardiology.codes import segments
from cardiology.narrative.conclusion import diseased, vessel_of
from cardiology.narrative.facts import STENTS, CathFacts, DeviceFacts, LesionFacts, Paragraph, caliber, number

KINDS = {
    "angiography": "行冠状动脉造影术",
    "pci": "行冠状动脉造影术及经皮冠状动脉介入治疗（PCI）",
    "cabg": "行冠状动脉旁路移植术",
}
ACCESS = {
    "radial_r": "经右侧桡动脉入路", "radial_l": "经左侧桡动脉入路", "distal_radial_r": "经右侧远端桡动脉入路",
    "distal_radial_l": "经左侧远端桡动脉入路", "distal_radial": "经远端桡动脉入路",
    "femoral_r": "经右侧股动脉入路",
    "femoral_l": "经左侧股动脉入路", "femoral": "经股动脉入路", "ulnar_r": "经右侧尺动脉入路",
    "ulnar_l": "经左侧尺动脉入路", "brachial_r": "经右侧肱动脉入路", "brachial_l": "经左侧肱动脉入路",
    "brachial": "经肱动脉入路",
}  # fmt: skip
INDICATIONS = {
    "primary": "急性ST段抬高型心肌梗死，直接PCI",
    "rescue": "溶栓失败后补救性PCI",
    "stemi_12h": "急性ST段抬高型心肌梗死，病情稳定，发病12小时内",
    "late_stemi": "急性ST段抬高型心肌梗死，病情稳定，发病超过12小时",
    "late_unstable": "急性ST段抬高型心肌梗死，病情不稳定，发病超过12小时",
    "after_lysis": "急性ST段抬高型心肌梗死，溶栓成功后24小时内",
    "late_after_lysis": "急性ST段抬高型心肌梗死，溶栓成功后超过24小时",
    "new_angina": "初发型心绞痛",
    "without_ischaemia": "无缺血证据的冠心病",
    "nste_acs": "非ST段抬高型急性冠脉综合征",
    "stable": "稳定型心绞痛",
}
DOMINANCE = {"right": "右优势型", "left": "左优势型", "co": "均衡型"}
VESSELS = {"LM": "左主干", "LAD": "前降支", "LCX": "回旋支", "RCA": "右冠状动脉"}
GRAFTS = {"lima": "左乳内动脉桥", "rima": "右乳内动脉桥", "svg": "大隐静脉桥", "radial": "桡动脉桥"}
PLACES = {"aortic": "近端吻合口", "body": "桥体", "distal": "远端吻合口"}
DEVICES = {
    "des": "药物洗脱支架", "bms": "裸金属支架", "bvs": "生物可吸收支架", "dcb": "药物涂层球囊",
    "balloon": "球囊",
    "covered": "覆膜支架", "cutting": "切割或棘突球囊", "aspiration": "血栓抽吸导管",
    "rotational": "旋磨装置",
    "orbital": "轨道旋磨装置", "laser": "激光消蚀导管", "ivl": "冲击波球囊", "atherectomy": "斑块消蚀装置",
    "ivus": "血管内超声（IVUS）导管", "oct": "光学相干断层成像（OCT）导管", "pressure_wire": "压力导丝",
}  # fmt: skip
RESULTS = {
    "normal": "冠状动脉未见异常", "below_50": "冠状动脉狭窄小于50%", "one_vessel": "单支血管病变",
    "two_vessels": "双支血管病变", "three_vessels": "三支血管病变", "left_main": "左主干病变",
    "minoca": "冠状动脉非阻塞性心肌梗死（MINOCA）", "spasm": "冠状动脉痉挛", "bridge": "心肌桥",
    "ectasia": "冠状动脉扩张", "scad": "自发性冠状动脉夹层",
}  # fmt: skip


def report(facts: CathFacts) -> list[Paragraph]:
    """The report by paragraphs; one without content is left out."""
    found = [
        Paragraph("手术经过", _procedure(facts)),
        Paragraph("造影所见", findings(facts)),
        Paragraph("介入治疗", "".join(treatment(x) for x in facts.lesions if x.is_treated)),
        Paragraph("对比剂与辐射", dose(facts)),
        Paragraph("结论", conclusion(facts)),
        Paragraph("备注", facts.note or ""),
    ]
    return [paragraph for paragraph in found if paragraph.text]


def _procedure(facts: CathFacts) -> str:
    reason = f"适应证：{INDICATIONS[facts.indication]}。" if facts.indication in INDICATIONS else ""
    return f"{ACCESS.get(facts.access or '', '')}{KINDS.get(facts.kind, '行介入手术')}。{reason}"


def findings(facts: CathFacts) -> str:
    """Dominance, vessel by vessel what was seen, and what is said of the rest."""
    sentences = [f"冠状动脉呈{DOMINANCE[facts.dominance]}。"] if facts.dominance in DOMINANCE else []
    sentences += [lesion(x) for x in sorted(facts.lesions, key=_order)]
    if facts.rest_is_normal:
        sentences.append("其余各节段未见明显狭窄。" if facts.lesions else "各节段未见明显狭窄。")
    elif facts.lesions:
        sentences.append("未提及的节段未作描述。")
    return "".join(sentences)


def _order(lesion_: LesionFacts) -> int:
    vessel = vessel_of(lesion_)
    return segments.VESSELS.index(vessel) if vessel in segments.VESSELS else len(segments.VESSELS)


def place(x: LesionFacts) -> str:
    """Where a lesion is."""
    found = segments.find(x.segment or "")
    name = found.zh if found else "（节段未记录）"
    beyond = [s.zh for code in x.further if (s := segments.find(code))]
    if beyond:
        name = f"{name}（延及{'、'.join(beyond)}）"
    return (
        f"{GRAFTS.get(x.graft, '桥血管')}（至{name}）{PLACES.get(x.graft_place or '', '')}"
        if x.graft
        else name
    )


def lesion(x: LesionFacts) -> str:
    """One lesion as it was found."""
    said = [
        _stenosis(x),
        f"前向血流TIMI {x.timi_before}级" if x.timi_before else "",
        "为罪犯病变" if x.culprit else "",
        _restenosis(x),
        "支架内血栓形成" if x.thrombosis else "",
        f"血栓负荷{x.thrombus_grade}级" if x.thrombus_grade not in (None, "0") else "",
        "重度钙化" if x.calcified else "",
        (f"分叉病变（Medina {x.medina}）" if x.medina else "分叉病变") if x.bifurcation or x.medina else "",
        f"FFR {x.ffr:.2f}" if x.ffr is not None else "",
        f"iFR {x.ifr:.2f}" if x.ifr is not None else "",
        f"病变长度{number(x.length)} mm" if x.length is not None else "",
    ]
    return f"{place(x)}{'，'.join(s for s in said if s)}。"


def _stenosis(x: LesionFacts) -> str:
    if x.before is None:
        return "慢性完全闭塞" if x.cto else "狭窄程度未记录"
    if x.before >= 100:
        return "慢性完全闭塞（CTO）" if x.cto else "完全闭塞（100%）"
    return f"狭窄{number(x.before)}%" if x.before else "未见狭窄"


def _restenosis(x: LesionFacts) -> str:
    if not x.restenosis:
        return ""
    return f"为{x.prior_on.isoformat()}所植入支架的支架内再狭窄" if x.prior_on else "支架内再狭窄"


def treatment(x: LesionFacts) -> str:
    """What was done to one lesion, and with what result."""
    done = [device(d) for d in x.devices]
    result = [
        f"残余狭窄{number(x.after)}%" if x.after is not None else "",
        f"前向血流TIMI {x.timi_after}级" if x.timi_after else "",
        "出现无复流" if x.no_reflow else "",
    ]
    after = "，".join(s for s in result if s)
    steps = "，".join(done)
    return f"{place(x)}：{'；'.join(s for s in (steps, f'术后{after}' if after else '') if s)}。"


def device(d: DeviceFacts) -> str:
    """One device with its measures: 植入3.0×28 mm药物洗脱支架1枚（Firehawk），释放压力14 atm."""
    size = f"{caliber(d.diameter)}×{number(d.length)} mm" if d.diameter or d.length else ""
    maker = f"（{d.model}）" if d.model else ""
    name = DEVICES.get(d.kind or "", "器械")
    if d.kind in STENTS:
        pressure = f"，释放压力{number(d.pressure)} atm" if d.pressure else ""
        return f"植入{size}{name}1枚{maker}{pressure}"
    pressure = f"，以{number(d.pressure)} atm扩张" if d.pressure else ""
    return f"使用{size}{name}{maker}{pressure}"


def dose(facts: CathFacts) -> str:
    """Contrast and radiation, as far as recorded."""
    told = (
        ("对比剂", facts.contrast, "mL"),
        ("透视时间", facts.fluoroscopy, "min"),
        ("空气比释动能", facts.air_kerma, "mGy"),
        ("剂量面积乘积", facts.dap, "Gy·cm²"),
    )
    text = "，".join(f"{name}{number(value)} {unit}" for name, value, unit in told if value is not None)
    return f"{text}。" if text else ""


def conclusion(facts: CathFacts) -> str:
    """The confirmed class of the result, and what was implanted."""
    sentences = []
    for result in facts.results:
        vessels = [VESSELS[v] for v in diseased(facts.lesions) if v != "LM"]
        where = f"（{'、'.join(vessels)}）" if vessels and "_vessel" in result else ""
        sentences.append(f"{RESULTS.get(result, result)}{where}。")
    sentences += [f"{place(x)}植入支架{len(x.stents)}枚。" for x in facts.lesions if x.stents]
    return "".join(sentences)
