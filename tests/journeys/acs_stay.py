"""One acute coronary syndrome as somebody types it: per section what is typed, stored and printed.

The journey `test_reads_back` enters this table in the browser and compares every line of it with the page,
the programs' interface, both kinds of export and the discharge summary. A line that the summary does not
print by its design has no `paper`. One table, so that a line is added in one place.
"""

from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

DOOR = (timezone.localtime() - timedelta(days=4)).replace(hour=8, minute=30, second=0, microsecond=0)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def at(minutes=0, days=0):
    """An instant as a person types it."""
    return f"{DOOR + timedelta(days=days, minutes=minutes):%Y-%m-%d %H:%M}"


def on(days):
    """A day as a person types it."""
    return at(days=days)[:10]


def printed(typed):
    """A day, with its time where there is one, as English paper says it."""
    day, _, clock = typed.partition(" ")
    year, month, number = day.split("-")
    return f"{number}-{MONTHS[int(month) - 1]}-{year} {clock}".strip()


class Typed(NamedTuple):
    """One variable: text, the code of an answer, or codes side by side; then what differs elsewhere."""

    name: str
    typed: str
    stored: str = ""  # in the canonical unit, or hospital time
    paper: str = ""  # words of the discharge summary


PATIENT = (
    Typed("name", "司徒明远", paper="司徒明远"),
    Typed("sex", "male", paper="Male"),
    Typed("birth_on", "1958-03-02", paper="years"),
    Typed("marital_status", "married"),
    Typed("education", "senior"),
    Typed("occupation", "retired"),
    Typed("insurance", "employee"),
    Typed("ethnicity", "hui"),
    Typed("address", "滨江路 12 号 3 单元"),
    Typed("postcode", "200001"),
)
STAY = (
    Typed("number", "00A-7731", paper="00A-7731"),
    Typed("admitted_at", at(), paper=printed(at())),
    Typed("arrival_mode", "ambulance", paper="Ambulance"),
    Typed("source", "emergency"),
    Typed("category", "stemi"),
    Typed("isolation", "none"),
)
PRESENTATION = (
    Typed("complaint", "chest_pain", paper="Chest pain"),
    Typed("symptom_character", "typical"),
    Typed("story", "Crushing pain for two hours, <sweating> & nausea.", paper="<sweating> & nausea."),
    Typed("killip", "2", paper="Killip class II"),
    Typed("has_heart_failure", "yes"),
    Typed("has_shock", "no"),
    Typed("instability", "ischaemia; arrhythmia"),
    Typed("consciousness", "alert"),
    Typed("had_arrest", "yes", paper="cardiac arrest before arrival"),
    Typed("arrest_place", "outside"),
    Typed("arrest_witnessed", "yes"),
    Typed("arrest_after_ambulance", "unknown"),
    Typed("arrest_rhythm", "shockable"),
    Typed("hypothermia", "none"),
    Typed("nyha", "2", paper="NYHA class II"),
    Typed("ccs", "2"),
    Typed("mets", "from_4"),
    Typed("frailty", "3"),
)
TIMELINE = (
    Typed("ecg_clock", "4"),
    Typed("symptom_onset_at", at(-130)),
    Typed("precision_symptom_onset_at", "estimated"),
    Typed("help_called_at", at(-80)),
    Typed("ems_dispatched_at", at(-78)),
    Typed("ems_arrived_at", at(-55)),
    Typed("ems_left_at", at(-40)),
    Typed("first_contact_at", at(-55)),
    Typed("first_contact_place", "scene"),
    Typed("first_ecg_at", at(-46), stored=at(-50)),  # the machine is four minutes ahead
    Typed("source_first_ecg_at", "ecg"),
    Typed("first_ecg_place", "before_hospital"),
    Typed("ecg_sent_at", at(-48)),
    Typed("ecg_sent_to", "centre"),
    Typed("diagnosis_at", at(-45)),
    Typed("diagnosis_shown_on", "first"),
    Typed("door_at", at()),
    Typed("troponin_drawn_at", at(4)),
    Typed("troponin_at_bedside", "yes"),
    Typed("troponin_result_at", at(19)),
    Typed("antiplatelet_at", at(-38)),
    Typed("antiplatelet_drug", "aspirin+ticagrelor"),
    Typed("antiplatelet_dose", "300 mg + 180 mg"),
    Typed("anticoagulant_at", at(-36)),
    Typed("anticoagulant_drug", "heparin"),
    Typed("anticoagulant_dose", "5000 IU"),
    Typed("cardiologist_at", at(2)),
    Typed("reperfusion", "primary_pci"),
    Typed("consent_asked_at", at(5)),
    Typed("consent_signed_at", at(11)),
    Typed("lab_activated_at", at(-30)),
    Typed("lab_activated_by", "ambulance"),
    Typed("lab_ready_at", at(-2)),
    Typed("patient_in_lab_at", at(22)),
    Typed("puncture_at", at(34)),
    Typed("angiography_at", at(38)),
    Typed("wire_crossed_at", at(49), paper="From the door to the wire 49 minutes"),
    Typed("procedure_ended_at", at(80)),
    Typed("ccu_at", at(95)),
    Typed("remote_ecg", "yes"),
    Typed("bypassed_emergency", "no"),
    Typed("bypassed_ccu", "no"),
)
HISTORY = (
    Typed("hypertension", "yes", paper="Hypertension"),
    Typed("dyslipidaemia", "unknown"),
    Typed("diabetes", "yes", paper="Diabetes"),
    Typed("diabetes_type", "2"),
    Typed("diabetes_since", "2016"),
    Typed("diabetes_therapy", "oral; insulin"),
    Typed("family_history", "no"),
    Typed("smoking", "former", paper="Smoking: Former"),
    Typed("tobacco", "cigarettes"),
    Typed("quit_on", "2020-05"),
    Typed("cigarettes_per_day", "20"),
    Typed("years_smoked", "35"),
    Typed("alcohol", "occasional"),
    Typed("prior_mi", "yes", paper="Earlier myocardial infarction"),
    Typed("prior_mi_on", "2021-11-03"),
    Typed("prior_pci", "no"),
    Typed("prior_cabg", "no"),
    Typed("prior_heart_failure", "no"),
    Typed("atrial_fibrillation", "no"),
    Typed("prior_stroke", "not_asked"),
    Typed("kidney_disease", "yes", paper="Chronic kidney disease"),
    Typed("kidney_stage", "3a"),
    Typed("dialysis", "no"),
    Typed("cancer", "no"),
    Typed("allergy", "yes"),
    Typed("allergy_to", "Penicillin: rash", paper="Allergies: Penicillin: rash"),
    Typed("allergy_severity", "mild"),
    Typed("recent_aspirin", "no"),
)
DIAGNOSIS = (
    Typed("code_system", "icd10"),
    Typed("code", "I21.0", paper="Acute anterior myocardial infarction"),
    Typed("rank", "1"),
    Typed("certainty", "confirmed"),
    Typed("phase", "discharge"),
)
VITALS = (
    Typed("measured_at", at(3)),
    Typed("systolic_bp", "142"),
    Typed("diastolic_bp", "88"),
    Typed("heart_rate", "96"),
    Typed("respiratory_rate", "20"),
    Typed("oxygen_saturation", "94"),
    Typed("on_oxygen", "yes"),
    Typed("temperature", "36.7"),
    Typed("on_vasopressor", "no"),
    Typed("height", "1.72 m", stored="172"),
    Typed("weight", "156 jin", stored="78"),
    Typed("waist", "96"),
    Typed("bp_arm", "left"),
    Typed("bp_position", "lying"),
    Typed("other_arm_systolic", "138"),
)
EXAMINATION = (
    Typed("examined_at", at(6)),
    Typed("rales", "half"),
    Typed("third_sound", "no"),
    Typed("murmur", "mitral_systolic"),
    Typed("jugular_distension", "no"),
    Typed("oedema", "mild"),
    Typed("cold_extremities", "no"),
    Typed("finding", "Soft abdomen."),
)
ECG = (
    Typed("recorded_at", at(7)),
    Typed("place", "emergency"),
    Typed("rhythm", "sinus", paper="Sinus rhythm"),
    Typed("arrhythmia", "frequent_pvc"),
    Typed("av_block", "none"),
    Typed("ventricular_rate", "98"),
    Typed("pr_interval", "160"),
    Typed("qrs_duration", "96"),
    Typed("qt_interval", "372"),
    Typed("qtc_interval", "448"),
    Typed("qtc_formula", "fridericia"),
    Typed("st_elevation", "anterior", paper="ST elevation: Anterior"),
    Typed("st_elevation_leads", "V2; V3; V4"),
    Typed("st_elevation_most", "3.5 mm", stored="0.35"),
    Typed("st_depression", "yes", paper="ST depression"),
    Typed("st_depression_leads", "II; III; aVF"),
    Typed("t_inversion", "no"),
    Typed("pattern", "hyperacute_t"),
    Typed("new_lbbb", "no"),
    Typed("first_seen_on", "first"),
    Typed("reader", "Dr Lin"),
)
ECHO = (
    Typed("performed_at", at(days=1)),
    Typed("phase", "after_procedure"),
    Typed("lvef", "43", paper="Ejection fraction 43%"),
    Typed("lvef_method", "simpson"),
    Typed("lv_diastolic_diameter", "5.4 cm", stored="54"),
    Typed("lv_systolic_diameter", "39"),
    Typed("septum_thickness", "10.5"),
    Typed("posterior_wall_thickness", "10"),
    Typed("body_surface", "1.93"),
    Typed("wall_motion", "abnormal"),
    Typed("apical_anterior", "akinetic"),
    Typed("mid_anterior", "hypokinetic"),
    Typed("la_diameter", "41"),
    Typed("e_velocity", "72 cm/s", stored="0.72"),
    Typed("a_velocity", "0.65"),
    Typed("e_prime_septal", "6.5"),
    Typed("e_prime_lateral", "8"),
    Typed("mitral_regurgitation", "mild"),
    Typed("aortic_stenosis", "none"),
    Typed("effusion", "none"),
    Typed("damage", "none"),
)
PROCEDURE = (
    Typed("kind", "pci", paper="PCI"),
    Typed("started_at", at(34), paper=printed(at(34))),
    Typed("ended_at", at(80)),
    Typed("code", "36.07"),
    Typed("urgency", "emergency"),
    Typed("operator", "Dr Xu"),
    Typed("reasons", "acs_24h"),
    Typed("indication", "primary", paper="STEMI, primary"),
    Typed("heart_team", "not_consulted"),
    Typed("multivessel", "none"),
    Typed("stage_planned", "no"),
    Typed("access", "radial_r", paper="Right radial"),
    Typed("sheath", "6"),
    Typed("closure", "tr_band"),
    Typed("dominance", "right"),
    Typed("results", "one_vessel"),
    Typed("syntax_score", "13.5"),
    Typed("aortic_systolic", "128"),
    Typed("aortic_diastolic", "76"),
    Typed("lvedp", "19"),
    Typed("antithrombotics", "heparin; gp_inhibitor"),
    Typed("act", "286"),
    Typed("vasopressor", "no"),
    Typed("support", "none"),
    Typed("success", "yes"),
    Typed("contrast_agent", "Iodixanol"),
    Typed("contrast", "165", paper="Contrast 165 mL"),
    Typed("fluoroscopy", "11.4"),
    Typed("air_kerma", "1.2 Gy", stored="1200"),
    Typed("dose_area_product", "85 Gy·cm2", stored="850"),
)
LESION = (
    Typed("segment", "12", paper="12 proximal LAD"),
    Typed("is_culprit", "yes", paper="Culprit"),
    Typed("stenosis_before", "95", paper="95 %"),
    Typed("timi_before", "1", paper="1 → 3"),
    Typed("is_cto", "no"),
    Typed("length", "26"),
    Typed("is_complex", "yes"),
    Typed("is_calcified", "no"),
    Typed("thrombus_grade", "4"),
    Typed("is_bifurcation", "yes"),
    Typed("medina", "110"),
    Typed("imaging", "ivus"),
    Typed("lumen_area", "5.8"),
    Typed("wire_crossed", "yes"),
    Typed("device_deployed", "yes"),
    Typed("stenosis_after", "5", paper="5 %"),
    Typed("timi_after", "3"),
    Typed("perfusion_grade", "3"),
    Typed("no_reflow", "no"),
)
DEVICE = (
    Typed("kind", "des", paper="Drug-eluting stent"),
    Typed("drug", "sirolimus"),
    Typed("model", "Firehawk", paper="Firehawk"),
    Typed("diameter", "3.25", paper="3.25 × 28 mm"),
    Typed("length", "28"),
    Typed("pressure", "14"),
    Typed("serial_number", "(01)0697 =SUM"),
)
COMPLICATION = (
    Typed("kind", "bleeding", paper="Bleeding"),
    Typed("started_at", at(40, days=1), paper=printed(on(1))),
    Typed("barc", "2"),
    Typed("bleeding_site", "access"),
    Typed("haemoglobin_drop", "1.2 g/dL", stored="12"),
    Typed("transfused", "0"),
    Typed("treatment", "drugs; other"),
    Typed("outcome", "resolved"),
    Typed("note", "Forearm haematoma, compressed."),
)
DISCHARGE = (
    Typed("discharged_at", at(90, days=3), paper=printed(at(90, days=3))),
    Typed("disposition", "home", paper="Own home"),
    Typed("systolic_bp", "118", paper="systolic pressure 118 mmHg"),
    Typed("diastolic_bp", "70"),
    Typed("heart_rate", "66", paper="heart rate 66 /min"),
    Typed("weight", "77.4", paper="weight 77.4 kg"),
    Typed("nyha", "1", paper="NYHA class I,"),
    Typed("worst_killip", "2"),
    Typed("residual_stenosis", "no"),
    Typed("stage_planned", "no"),
    Typed("dapt_until_on", on(365), paper=printed(on(365))),
    Typed("rehabilitation", "yes", paper="Referred to cardiac rehabilitation"),
    Typed("smoking_advice", "yes", paper="Advice to stop smoking"),
    Typed("education", "yes", paper="Education given"),
    Typed("phone_checked", "yes"),
    Typed("cost", "36500.5"),
    Typed(
        "summary", "Uneventful after day 2.\nReturn to work in a month.", paper="Return to work in a month."
    ),
)
FORMS = {
    "presentation": PRESENTATION, "timeline": TIMELINE, "history": HISTORY, "diagnosis": DIAGNOSIS,
    "vitals": VITALS, "examination": EXAMINATION, "ecg": ECG, "echo": ECHO, "procedure": PROCEDURE,
    "complication": COMPLICATION,
}  # fmt: skip
PARTS = {"lesion": ("procedure", LESION), "device": ("lesion", DEVICE)}


class Result(NamedTuple):
    """One result of the pasted block: the name there, the test, what was typed and when, what is stored."""

    named: str
    test: str
    when: str
    typed: str
    value: str
    unit: str
    paper: str = ""


SOON, LATER = at(4), at(days=2)
RESULTS = (
    Result("Creatinine (mg/dL)", "cr", SOON, "1.2", "106.08", "µmol/L", "106.08"),
    Result("Creatinine (mg/dL)", "cr", LATER, "1.4", "123.76", "µmol/L", "123.76"),
    Result("hs-cTnI", "hstni", SOON, "84", "84", "ng/L", "84"),
    Result("hs-cTnI", "hstni", LATER, "6120", "6120", "ng/L", "6120"),
    Result("K+", "k", SOON, "4.1", "4.1", "mmol/L", "4.1"),
    Result("HGB", "hb", SOON, "138", "138", "g/L", "138"),
    Result("HGB", "hb", LATER, "126", "126", "g/L", "126"),
    Result("LDL-C", "ldl", LATER, "3.6", "3.6", "mmol/L", "3.6"),
    Result("A1c", "hba1c", LATER, "7.4", "7.4", "%", "7.4"),
    Result("CRP", "crp", LATER, "<0.5", "0.5", "mg/L"),
)


class Drug(NamedTuple):
    """One line of the drug table: its phase, what is typed, the code, the frequency's words."""

    phase: str
    typed: str
    code: str
    dose: str
    unit: str
    frequency: str
    route: str
    started: str
    paper: str = ""


DRUGS = (
    Drug("home", "metform", "metformin", "500", "mg", "bid", "oral", on(-200), "Metformin"),
    Drug("ward", "enoxa", "enoxaparin", "60", "mg", "q12h", "sc", on(0)),
    Drug("discharge", "aspir", "aspirin", "100", "mg", "qd", "oral", on(3), "Aspirin 100 mg"),
    Drug("discharge", "ticag", "ticagrelor", "90", "mg", "bid", "oral", on(3), "Ticagrelor 90 mg"),
    Drug("discharge", "atorva", "atorvastatin", "40", "mg", "qn", "oral", on(3), "Atorvastatin 40 mg"),
)
