"""The intervals of acute coronary care counted again: the table of the sources, in minutes."""

# start, end, most minutes, of whom; 120 from the first contact to the wire of who was sent on
TABLE = {
    "onset_to_contact": ("symptom_onset_at", "first_contact_at", None),
    "contact_to_ecg": ("first_contact_at", "first_ecg_at", 10),
    "ecg_to_diagnosis": ("first_ecg_at", "diagnosis_at", 10, "stemi"),
    "door_in_door_out": ("other_hospital_at", "other_hospital_left_at", 30, "stemi"),
    "contact_to_door": ("first_contact_at", "door_at", None),
    "door_to_ecg": ("door_at", "first_ecg_at", 10),
    "draw_to_result": ("troponin_drawn_at", "troponin_result_at", 20),
    "door_to_needle": ("door_at", "lysis_started_at", 30, "stemi"),
    "door_to_activation": ("door_at", "lab_activated_at", None),
    "activation_to_ready": ("lab_activated_at", "lab_ready_at", 30, "stemi"),
    "consent": ("consent_asked_at", "consent_signed_at", None),
    "door_to_puncture": ("door_at", "puncture_at", None),
    "puncture_to_wire": ("puncture_at", "wire_crossed_at", None),
    "door_to_wire": ("door_at", "wire_crossed_at", 90, "primary"),
    "contact_to_wire": ("first_contact_at", "wire_crossed_at", 90, "primary"),
    "onset_to_wire": ("symptom_onset_at", "wire_crossed_at", None),
}
MAY_PRECEDE = ("door_to_ecg",)  # the ECG of the ambulance


def judged(stay):
    """(interval, minutes, in time or None where nothing is aimed at) of every interval that was timed."""
    for name, (start, end, limit, *whom) in TABLE.items():
        took = stay.span(start, end)
        if took is None or (took < 0 and name not in MAY_PRECEDE):
            continue
        limit = 120 if name == "contact_to_wire" and stay.sent() else limit
        yield name, took, took <= limit if limit and concerns(stay, *whom) else None


def concerns(stay, whom="all"):
    """Infarction with ST elevation, or primary PCI in it; what is not known leaves the target standing."""
    stemi = stay.category in (None, "stemi")
    primary = stay.times.get("reperfusion") in (None, "primary_pci")
    return whom == "all" or (stemi and (whom == "stemi" or primary))


def quartile(values, part):
    """By linear interpolation between the ranks."""
    known = sorted(values)
    place = (len(known) - 1) * part
    low = int(place)
    high = min(low + 1, len(known) - 1)
    return known[low] + (known[high] - known[low]) * (place - low)
