"""The 48 questions that a cardiology researcher must be able to ask, each as a definition.

They are asked of a small world of plain rows; its kinds are stay, dx, proc, lab, vital, echo, ecg, med,
contact, and two saved cohorts.
"""

LISTS = {
    "ami": ["I21*"],
    "stemi": ["I21.0"],
    "hf": ["I50*"],
    "af": ["I48"],
    "ckd": ["N18"],
    "asthma": ["J45"],
    "ua": ["I20.0", "I21.4"],
    "acei_arb": ["acei", "arb"],
    "oac": ["warf", "doac"],
}


def f(name):
    return {"f": name}


def code(*codes):
    return {"in": [f("code"), list(codes)]}


def listed(name):
    return {"in": [f("code"), name]}


def select(rows, where=None, **rest):
    return {"rows": rows, **({"where": where} if where else {}), **rest}


def has(rows, where=None, **rest):
    return {"has": select(rows, where, **rest)}


def days(of, low, high, **rest):
    return {"of": of, "days": [low, high], **rest}


def hours(of, low, high):
    return {"of": of, "hours": [low, high]}


def primary(name):
    return has("dx", {"all": [listed(name), {"=": [f("primary"), True]}]}, same_stay="row")


def diagnosed(*names):
    return has("dx", {"any": [listed(name) for name in names]}, same_stay="row")


def include(name, test, **rest):
    return {"name": name, "include": test, **rest}


def exclude(name, test, **rest):
    return {"name": name, "exclude": test, **rest}


def at_discharge(*codes):
    return has("med", code(*codes), **{"in": days("index.end", 0, 0, by="overlap")})


def last(rows, get, where=None, **rest):
    return {"last": select(rows, where, **rest), "get": get}


def first(rows, get, where=None, **rest):
    return {"first": select(rows, where, **rest), "get": get}


def ask(of, pick="first", criteria=(), **rest):
    return {"index": {"of": of, "pick": pick}, "criteria": list(criteria), "cut": "2024-12-31", **rest}


def one_if(test):
    return {"case": [[test, 1], [0]]}


AMI, HF, STEMI = (select("stay", primary(x)) for x in ("ami", "hf", "stemi"))
PCI, CABG = (select("proc", code(x)) for x in ("pci", "cabg"))
LVEF_BEFORE_END = {"rows": "echo", "in": days("index.end", None, 0)}
PILLARS = {"+": [one_if(at_discharge(*x)) for x in (("acei", "arb"), ("bb",), ("mra",), ("sglt2",))]}
HIGH_K = {"all": [code("K"), {">": [f("value"), 5.5]}]}
HISTORY = {"in": days("index", None, 0)}

QUESTIONS = {
    1: (
        "Discharged in 2024, one row per patient",
        ask(select("stay", **{"in": {"dates": ["2024-01-01", "2024-12-31"], "by": "end"}})),
    ),
    2: (
        "Women of 75 or more admitted for infarction",
        ask(
            AMI,
            criteria=[
                include("female", {"=": [f("patient.sex"), "F"]}),
                include("75+", {">=": [{"age": "index"}, 75]}),
            ],
        ),
    ),
    3: (
        "Every STEMI stay of two years",
        ask({**STEMI, "in": {"dates": ["2023-01-01", "2024-12-31"]}}, "each"),
    ),
    4: (
        "Infarction, first pressure within 24 h below 90",
        ask(
            AMI,
            criteria=[
                include(
                    "low", {"<": [first("vital", "value", code("SBP"), **{"in": hours("index", 0, 24)}), 90]}
                )
            ],
        ),
    ),
    5: (
        "Heart-failure stay whose last ejection fraction up to discharge is below 40",
        ask(HF, criteria=[include("LVEF < 40", {"<": [{"last": LVEF_BEFORE_END, "get": "lvef"}, 40]})]),
    ),
    6: (
        "First PCI, ejection fraction nearest within 30 days is 41 to 49",
        ask(
            PCI,
            variables={
                "lvef": {
                    "nearest": select("echo", {"known": f("lvef")}, **{"in": days("index", -30, 30)}),
                    "get": "lvef",
                    "to": "index",
                    "prefer": "before",
                }
            },
            criteria=[include("mid", {"between": [{"var": "lvef"}, 41, 49]})],
        ),
    ),
    7: (
        "Peak troponin in 24 h above 5000",
        ask(
            AMI,
            criteria=[
                include(
                    "peak",
                    {
                        ">": [
                            {
                                "max": select("lab", code("TNT"), **{"in": hours("index", 0, 24)}),
                                "get": "value",
                            },
                            5000,
                        ]
                    },
                )
            ],
        ),
    ),
    8: (
        "Fall of haemoglobin by 30 or more in the stay",
        ask(
            select("stay"),
            "each",
            [
                include(
                    "fall",
                    {
                        ">=": [
                            {
                                "-": [
                                    first("lab", "value", code("HB"), same_stay="index"),
                                    {"min": select("lab", code("HB"), same_stay="index"), "get": "value"},
                                ]
                            },
                            30,
                        ]
                    },
                )
            ],
        ),
    ),
    9: (
        "Two eGFR below 60 at least 90 days apart in the two years before",
        ask(
            AMI,
            criteria=[
                include(
                    "CKD",
                    has(
                        "lab",
                        {
                            "all": [
                                code("EGFR"),
                                {"<": [f("value"), 60]},
                                has(
                                    "lab",
                                    {"all": [code("EGFR"), {"<": [f("value"), 60]}]},
                                    **{"in": [days("row", 90, None), days("index", None, 0)]},
                                ),
                            ]
                        },
                        **{"in": days("index", -730, 0)},
                    ),
                )
            ],
        ),
    ),
    10: (
        "LDL at target 28 to 84 days after PCI; not measured is unknown",
        ask(
            PCI,
            criteria=[
                include(
                    "LDL < 1.4",
                    {"<": [last("lab", "value", code("LDL"), **{"in": days("index", 28, 84)}), 1.4]},
                )
            ],
        ),
    ),
    11: (
        "BNP fell by more than 30 % in the stay",
        ask(
            HF,
            variables={
                "b0": first("lab", "value", code("BNP"), same_stay="index"),
                "b1": last("lab", "value", code("BNP"), same_stay="index"),
            },
            criteria=[include("fall", {"<": [{"/": [{"var": "b1"}, {"var": "b0"}]}, 0.7]})],
        ),
    ),
    12: (
        "HbA1c of 6.5 or more on two different days",
        ask(
            AMI,
            criteria=[
                include(
                    "DM",
                    {
                        ">=": [
                            {
                                "count": select(
                                    "lab",
                                    {"all": [code("A1C"), {">=": [f("value"), 6.5]}]},
                                    **{"in": days("index", -730, 0)},
                                ),
                                "distinct": "day",
                            },
                            2,
                        ]
                    },
                )
            ],
        ),
    ),
    13: (
        "First STEMI ever: no infarction, PCI or bypass before",
        ask(
            STEMI,
            criteria=[
                exclude("MI before", has("dx", listed("ami"), **{"in": days("index", None, -1)})),
                exclude(
                    "PCI or CABG before",
                    has("proc", {"any": [code("pci"), code("cabg")]}, **{"in": days("index", None, -1)}),
                ),
            ],
        ),
    ),
    14: (
        "Atrial fibrillation, discharged alive without anticoagulant",
        ask(
            select("stay", diagnosed("af")),
            criteria=[
                exclude("OAC", at_discharge("warf", "doac")),
                exclude("died", {"=": [f("index.disposition"), "died"]}),
            ],
        ),
    ),
    15: (
        "HFrEF with at most two of the four pillars at discharge",
        ask(
            HF,
            variables={"pillars": PILLARS},
            criteria=[
                include("HFrEF", {"<=": [{"last": LVEF_BEFORE_END, "get": "lvef"}, 40]}),
                include("few", {"<=": [{"var": "pillars"}, 2]}),
            ],
        ),
    ),
    16: (
        "Heart-failure stays without an echo",
        ask(HF, "each", [exclude("echo", has("echo", same_stay="index"))]),
    ),
    17: (
        "HFrEF without beta-blocker and without contraindication",
        ask(
            HF,
            criteria=[
                include("HFrEF", {"<=": [last("echo", "lvef", **{"in": days("index.end", -365, 0)}), 40]}),
                exclude("on BB", at_discharge("bb")),
                exclude("slow", {"<": [last("vital", "value", code("HR"), same_stay="index"), 50]}),
                exclude("asthma", has("dx", listed("asthma"), **HISTORY)),
            ],
        ),
    ),
    18: (
        "First PCI, LVEF < 40 in 30 d, no ACEI/ARB at discharge, readmitted for heart failure in 90 d",
        ask(
            PCI,
            criteria=[
                include("LVEF < 40", has("echo", {"<": [f("lvef"), 40]}, **{"in": days("index", 0, 30)})),
                exclude(
                    "ACEI/ARB",
                    has("med", listed("acei_arb"), **{"in": days("index.stay.end", 0, 0, by="overlap")}),
                ),
                include(
                    "HF in 90 d",
                    has("stay", primary("hf"), must_observe=True, **{"in": days("index.stay.end", 1, 90)}),
                ),
            ],
        ),
    ),
    19: (
        "Unplanned readmission in 30 days after each heart-failure stay, follow-up complete",
        ask(
            HF,
            "each",
            [
                exclude("died", {"=": [f("index.disposition"), "died"]}),
                include(
                    "back",
                    has(
                        "stay",
                        {"=": [f("planned"), False]},
                        must_observe=True,
                        **{"in": days("index.end", 1, 30)},
                    ),
                ),
            ],
        ),
    ),
    20: (
        "ICD 40 days or more after infarction, LVEF of 35 or less measured between",
        ask(
            select("proc", code("icd")),
            let={"mi": {"last": select("dx", listed("ami"), **{"in": days("index", None, -40)})}},
            criteria=[
                include("MI", {"known": f("mi.start")}),
                include(
                    "LVEF",
                    {
                        "<=": [
                            last("echo", "lvef", **{"in": [days("mi", 40, None), days("index", None, 0)]}),
                            35,
                        ]
                    },
                ),
            ],
        ),
    ),
    21: (
        "Repeat PCI of the same vessel within a year",
        ask(
            PCI,
            criteria=[
                include(
                    "TLR",
                    has(
                        "proc",
                        {"all": [code("pci"), {"=": [f("vessel"), f("index.vessel")]}]},
                        **{"in": days("index", 1, 365)},
                    ),
                )
            ],
        ),
    ),
    22: (
        "New atrial fibrillation within 7 days of bypass",
        ask(
            CABG,
            criteria=[
                exclude("AF before", has("dx", listed("af"), **{"in": days("index", None, -1)})),
                include("AF", has("dx", listed("af"), **{"in": days("index", 0, 7)})),
            ],
        ),
    ),
    23: (
        "P2Y12 gap of more than 14 days in the first 180",
        ask(
            PCI,
            criteria=[
                exclude(
                    "covered",
                    has(
                        "med",
                        code("p2y12"),
                        merge=14,
                        **{"in": [days("index", None, 7), days("index", 180, None, by="end")]},
                    ),
                ),
                include("started", has("med", code("p2y12"), **{"in": days("index", 0, 7, by="overlap")})),
            ],
        ),
    ),
    24: (
        "Beta-blocker kept for a year with gaps of 30 days at most",
        ask(
            AMI,
            criteria=[
                include(
                    "kept",
                    has(
                        "med",
                        code("bb"),
                        merge=30,
                        **{"in": [days("index.end", None, 7), days("index.end", 365, None, by="overlap")]},
                    ),
                )
            ],
        ),
    ),
    25: (
        "Statin on 80 % of days in the year after discharge",
        ask(
            AMI,
            variables={
                "pdc": {
                    "/": [
                        {
                            "covered_days": select(
                                "med", code("statin"), **{"in": days("index.end", 1, 365, by="overlap")}
                            )
                        },
                        365,
                    ]
                }
            },
            criteria=[include("pdc", {">=": [{"var": "pdc"}, 0.8]})],
        ),
    ),
    26: (
        "Two or more episodes of PCI; staged within 60 days is one",
        ask(PCI, criteria=[include("two", {">=": [{"count": {**PCI, "merge": 60}}, 2]})]),
    ),
    27: (
        "Unstable angina, angiography within 48 h, bypass within 30 days of it",
        ask(
            select("stay", diagnosed("ua")),
            let={"ang": {"first": select("proc", code("angio"), **{"in": hours("index", 0, 48)})}},
            criteria=[
                include("angio", {"known": f("ang.start")}),
                include("CABG", has("proc", code("cabg"), **{"in": days("ang", 0, 30)})),
            ],
        ),
    ),
    28: (
        "From warfarin to a DOAC within 30 days",
        ask(
            select("med", code("warf")),
            let={
                "doac": {"first": select("med", code("doac"), **{"in": days("index", 1, None)})},
                "lastw": {"last": select("med", code("warf")), "order": "end"},
            },
            criteria=[include("switched", {"<=": [{"days": ["doac", "lastw.end"]}, 30]})],
        ),
    ),
    29: (
        "Shock and balloon pump in the same stay",
        ask(
            select("stay", diagnosed("ckd")),
            "each",
            [include("IABP", has("proc", code("iabp"), same_stay="index"))],
        ),
    ),
    30: (
        "Door to balloon of 90 minutes or less",
        ask(
            STEMI,
            "each",
            [include("90", {"<=": [{"var": "d2b"}, 90]})],
            variables={"d2b": {"minutes": ["index", first("proc", "start", code("pci"), same_stay="index")]}},
        ),
    ),
    31: (
        "Troponin and ECG within 6 h of arrival",
        ask(
            AMI,
            "each",
            [
                include("troponin", has("lab", code("TNT"), **{"in": hours("index", 0, 6)})),
                include("ECG", has("ecg", **{"in": hours("index", 0, 6)})),
            ],
        ),
    ),
    32: (
        "Stay of more than 14 days",
        ask(select("stay"), "each", [include("long", {">": [{"days": ["index", "index.end"]}, 14]})]),
    ),
    33: (
        "Kidney injury after contrast: +26.5 in 48 h or 1.5 times in 7 days",
        ask(
            PCI,
            variables={
                "base": last("lab", "value", code("CREA"), **{"in": days("index", -90, -1)}),
                "peak2": {
                    "max": select("lab", code("CREA"), **{"in": hours("index", 0, 48)}),
                    "get": "value",
                },
                "peak7": {"max": select("lab", code("CREA"), **{"in": days("index", 0, 7)}), "get": "value"},
            },
            criteria=[
                include(
                    "AKI",
                    {
                        "any": [
                            {">=": [{"-": [{"var": "peak2"}, {"var": "base"}]}, 26.5]},
                            {">=": [{"/": [{"var": "peak7"}, {"var": "base"}]}, 1.5]},
                        ]
                    },
                )
            ],
        ),
    ),
    34: (
        "Two or more heart-failure stays in the 12 months before",
        ask(HF, "last", [include("two", {">=": [{"count": {**HF, "in": days("index", -365, -1)}}, 2]})]),
    ),
    35: (
        "Pressure of 140 or more on two days, untreated in 180 days",
        ask(
            select("stay"),
            criteria=[
                include(
                    "high",
                    {
                        ">=": [
                            {
                                "count": select(
                                    "vital",
                                    {"all": [code("SBP"), {">=": [f("value"), 140]}]},
                                    **{"in": days("index", -180, 180)},
                                ),
                                "distinct": "day",
                            },
                            2,
                        ]
                    },
                ),
                exclude(
                    "treated",
                    has("med", code("acei", "arb", "bb"), **{"in": days("index", 0, 180, by="overlap")}),
                ),
            ],
        ),
    ),
    36: (
        "At least two of four illnesses",
        ask(
            AMI,
            criteria=[
                include(
                    "two of four",
                    {
                        "at_least": [
                            2,
                            [has("dx", listed(x), **HISTORY) for x in ("hf", "af", "ckd", "asthma")],
                        ]
                    },
                )
            ],
        ),
    ),
    37: (
        "Score of 2 or more from history, age and sex",
        ask(
            select("stay", diagnosed("af")),
            variables={
                "score": {
                    "+": [
                        one_if(has("dx", listed("hf"), **HISTORY)),
                        one_if(has("dx", listed("ami"), **HISTORY)),
                        {
                            "case": [
                                [{">=": [{"age": "index"}, 75]}, 2],
                                [{">=": [{"age": "index"}, 65]}, 1],
                                [0],
                            ]
                        },
                        one_if({"=": [f("patient.sex"), "F"]}),
                    ]
                }
            },
            criteria=[include("2+", {">=": [{"var": "score"}, 2]})],
        ),
    ),
    38: (
        "One-month contact done, NYHA III or IV",
        ask(
            HF,
            variables={
                "nyha": {
                    "nearest": select("contact", **{"in": days("index.end", 20, 45)}),
                    "get": "nyha",
                    "to": {"of": "index.end", "days": 30},
                    "prefer": "after",
                }
            },
            criteria=[include("III-IV", {"between": [{"var": "nyha"}, 3, 4]})],
        ),
    ),
    39: (
        "Lost to follow-up at one year",
        ask(
            PCI,
            criteria=[
                exclude(
                    "seen",
                    {
                        "any": [
                            has(x, **{"in": days("index", 300, 365)})
                            for x in ("stay", "contact", "lab", "echo")
                        ]
                    },
                ),
                exclude("dead", {"<=": [{"days": ["index", "death"]}, 365]}),
            ],
        ),
    ),
    40: (
        "Dead within a year, unknown where not observed",
        ask(
            PCI,
            variables={"died": {"days": ["index", "death"]}, "seen": {"days": ["index", "cut"]}},
            criteria=[
                include(
                    "dead",
                    {
                        "<=": [
                            {
                                "case": [
                                    [{"known": {"var": "died"}}, {"var": "died"}],
                                    [{">=": [{"var": "seen"}, 365]}, 9999],
                                    [{"/": [1, 0]}],
                                ]
                            },
                            365,
                        ]
                    },
                )
            ],
        ),
    ),
    41: (
        "Time to the first of death, infarction or repeat PCI",
        ask(
            PCI,
            let={
                "mi": {"first": select("dx", listed("ami"), **{"in": days("index", 1, None)})},
                "again": {"first": {**PCI, "in": days("index", 1, None)}},
            },
            variables={
                "ends": {"least": [f("mi.start"), f("again.start"), f("patient.death")]},
                "days": {"days": ["index", {"var": "ends"}]},
            },
            criteria=[include("event", {"known": {"var": "days"}})],
        ),
    ),
    42: (
        "Last admission of 2024",
        ask(select("stay", **{"in": {"dates": ["2024-01-01", "2024-12-31"]}}), "last"),
    ),
    43: (
        "First heart-failure stay that has itself LVEF of 50 or more",
        ask(HF, "first_qualifying", [include("LVEF", {">=": [last("echo", "lvef", same_stay="index"), 50]})]),
    ),
    44: (
        "New SGLT2 users after 365 days without, seen in that time",
        ask(
            select("med", code("sglt2")),
            criteria=[
                exclude(
                    "used before", has("med", code("sglt2"), **{"in": days("index", -365, -1, by="overlap")})
                ),
                include(
                    "known here",
                    {"any": [has(x, **{"in": days("index", -730, -365)}) for x in ("stay", "contact")]},
                ),
            ],
        ),
    ),
    45: (
        "Two or more diagnoses of AF without anticoagulant in the next 30 days",
        ask(
            select("stay", diagnosed("af")),
            criteria=[
                include(
                    "two",
                    {
                        ">=": [
                            {
                                "count": select(
                                    "dx",
                                    {
                                        "all": [
                                            listed("af"),
                                            {"not": has("med", listed("oac"), **{"in": days("row", 0, 30)})},
                                        ]
                                    },
                                )
                            },
                            2,
                        ]
                    },
                )
            ],
        ),
    ),
    46: (
        "Improved: from 40 or less to above 40 and by 10",
        ask(
            HF,
            let={
                "low": {"first": select("echo", {"<=": [f("lvef"), 40]}, **{"in": days("index", -30, 30)})},
                "later": {"last": select("echo", {"known": f("lvef")}, **{"in": days("low", 90, None)})},
            },
            criteria=[
                include("above", {">": [f("later.lvef"), 40]}),
                include("by 10", {">=": [{"-": [f("later.lvef"), f("low.lvef")]}, 10]}),
            ],
        ),
    ),
    47: (
        "Two consecutive potassium above 5.5",
        ask(
            select("stay"),
            criteria=[
                include(
                    "two",
                    has(
                        "lab",
                        {
                            "all": [
                                HIGH_K,
                                {
                                    ">": [
                                        first(
                                            "lab", "value", code("K"), **{"in": {"of": "row", "after": True}}
                                        ),
                                        5.5,
                                    ]
                                },
                            ]
                        },
                    ),
                )
            ],
        ),
    ),
    48: (
        "In cohort 7, no earlier entry in cohort 8",
        ask(
            select("cohort:7@1"),
            criteria=[exclude("in 8", has("cohort:8@2", **{"in": days("index", None, -1)}))],
        ),
    ),
}


def definition(number):
    """The definition of a question with the lists that it uses."""
    question = QUESTIONS[number][1]
    text = repr(question)
    lists = {name: codes for name, codes in LISTS.items() if f"}}, '{name}']" in text}
    return {**question, **({"lists": lists} if lists else {})}
