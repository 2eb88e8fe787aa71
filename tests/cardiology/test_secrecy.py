"""Identity numbers, telephone numbers and addresses: encrypted in every table, and still found."""

from importlib import import_module
from io import StringIO

import pyotp
import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from cardiology import audit, secrecy
from cardiology.actions import merging, patients
from cardiology.actions.files import batches, work
from cardiology.actions.imports import Incoming
from cardiology.actions.trust import factors, keys
from cardiology.models import AuditEvent, ContactPerson, ImportedRow, Patient, Phone, Role, SecondFactor
from cardiology.queries.audit_trail import Wanted, page
from cardiology.queries.identity import parts
from cardiology.queries.identity.alike import pairs
from cardiology.queries.patients import search
from cardiology.queries.trust import keys as keys_of
from cardiology.sealed import Sealed, sealed_of
from cardiology.synthetic.batch import Batch
from cardiology.synthetic.copying import copy
from config import preparation
from config.trouble import Trouble
from followup.queries import inbound
from tests.cardiology.stories import ARRIVAL

CARD, PHONE, DAUGHTER, STREET = "990101196005010311", "154-0001 2345", "15400678901", "镜湖路七十七号"
SECRETS = (CARD, PHONE, "15400012345", DAUGHTER, STREET)


@pytest.fixture
def by(staff):
    return staff[Role.CARDIOLOGIST]


@pytest.fixture
def known(by):
    """Somebody of whom everything that can reach them is recorded, and corrected once."""
    told = Patient(number="0001", name="张三", sex="male", birth_on="1961-05-01", id_type="citizen",
                   id_number=CARD, address=STREET)  # fmt: skip
    patient = patients.register(told, by=by, confirmed=["birth_on"])
    phone = patients.add_phone(patient, by=by, number="154 0001 2344", owner="self")
    phone.number = PHONE
    patients.amend_beside(phone, by=by)
    patients.add_beside(ContactPerson(patient=patient, name="李四", relation="child", phone=DAUGHTER), by=by)
    gone = ContactPerson(patient=patient, name="王五", relation="other", phone=DAUGHTER)
    patients.add_beside(gone, by=by)
    patients.remove_beside(gone, by=by)
    return Patient.objects.get()


def lying(secrets=SECRETS):
    """Tables of which a row, as text, holds one of the secrets."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for secret in secrets:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{secret}%"])
                found += [(table, secret)] if cursor.fetchone()[0] else []
    return found


def test_no_table_holds_them_in_the_clear(known):
    assert lying(("0001", "张三")), "the search itself finds what is in the clear"
    assert lying() == []
    assert (known.id_number, known.address) == (CARD, STREET)
    assert known.phones.get().number == PHONE
    assert known.contact_persons.get().phone == DAUGHTER


def test_nor_after_an_import_its_repetition_and_its_undoing(staff, known, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    manager, other = staff[Role.DATA_MANAGER], "990101197005010318"
    files = (
        f"number,name,id_type,id_number,address\n0002,李四,passport,{other},{STREET}\n",
        f"number,name,id_type,id_number,address\n0002,李四,passport,{other},{STREET}\n",
        f"number,name,id_type,id_number,address\n0002,李四,passport,P{other[:9]},{STREET}\n",
    )
    counted = []
    for text in files:
        batch = batches.send(Incoming("x.csv", text.encode()), "patient", by=manager)
        work.work()
        batches.accept(batch, clean_only=False, by=manager)
        work.work()
        batch.refresh_from_db()
        counted.append(batch.counts["patient"])
    assert [(c["new"], c["same"], c["changed"]) for c in counted] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    patient = Patient.objects.get(number="0002")
    assert (patient.id_number, patient.address) == (f"P{other[:9]}", STREET)
    assert parts.by_part_of_document(manager, other[3:9]) >= {patient.pk}
    assert not parts.by_part_of_document(manager, other[9:])
    batches.undo(batch, reason="Wrong file", by=manager)
    work.work()
    patient.refresh_from_db()
    assert patient.id_number == other
    assert parts.by_part_of_document(manager, other[9:]) == {patient.pk}
    assert ImportedRow.objects.exists()
    assert lying((*SECRETS, other)) == []


def test_nor_after_a_merge_and_its_undoing(staff, known, by):
    other = Patient(
        number="0002", name="张三", sex="male", id_type="passport", id_number="E12345678", address="甲乙路"
    )
    other = patients.register(other, by=by)
    patients.add_phone(other, by=by, number=PHONE, owner="self")
    merge = merging.ask(known, other, reason="One", choices=["id_number", "address"], by=by)
    merge = merging.confirm(merge, by=staff[Role.HEAD])
    known.refresh_from_db()
    assert (known.id_number, known.address) == ("E12345678", "甲乙路")
    assert parts.by_part_of_document(by, "2345") == {known.pk}
    assert lying((*SECRETS, "E12345678", "甲乙路")) == []
    merge = merging.undo(merge, reason="Two", by=staff[Role.HEAD])
    assert merge.parted["is_exact"]
    known.refresh_from_db()
    assert known.id_number == CARD
    assert parts.by_part_of_document(by, "0311") == {known.pk}
    assert lying((*SECRETS, "E12345678", "甲乙路")) == []


@pytest.mark.parametrize(
    "part", ["2345", "0001 2345", "154-0001", "0012345", "678901", "15400678901", "7890"]
)
def test_any_four_digits_of_a_phone_find_the_patient(known, by, staff, part):
    assert search(by, part) == [known]
    assert [f.patient for f in inbound.find(staff[Role.FOLLOWUP_NURSE], part)] == [known]


@pytest.mark.parametrize("part", ["9901", "19600501", "0311", CARD])
def test_any_four_places_of_a_document_find_the_patient(known, by, part):
    assert search(by, part) == [known]


@pytest.mark.parametrize("part", ["2346", "01234567", "9900", "00016789"])
def test_what_is_no_part_finds_nobody(known, by, part):
    """The last one is made of runs that the numbers hold, though not in this order."""
    assert search(by, part) == []
    assert inbound.find(by, part) == []


def test_hits_by_chance_are_looked_at_in_the_clear(known, by):
    Phone.objects.update(digits_runs=secrecy.Place("cardiology.phone.digits").runs("99998888"))
    assert parts.by_part_of_phone(by, "9999") == set()


def test_patients_of_another_hospital_are_not_found(known, stranger):
    assert search(stranger, "2345") == []
    assert parts.by_part_of_document(stranger, CARD) == set()


def test_too_short_a_part_is_told_in_a_sentence(known, sign_in):
    for words, told in (("999", True), ("001", True), ("9999", False), ("abc", False)):
        page = sign_in(Role.CARDIOLOGIST).post("/patients/search/", {"q": words}).content.decode()
        assert ("type at least four digits" in page) is told
        page = sign_in(Role.FOLLOWUP_NURSE).post("/followup/find/", {"q": words}).content.decode()
        assert ("type at least four digits" in page) is told


def test_that_not_every_number_was_looked_at_is_said(known, sign_in, monkeypatch):
    said = "not all of them were looked at"
    assert said not in sign_in(Role.CARDIOLOGIST).post("/patients/search/", {"q": "2345"}).text
    monkeypatch.setattr(parts, "MOST_LOOKED_AT", 0)
    for header in ({}, {"HX-Request": "true"}):
        browser = sign_in(Role.CARDIOLOGIST)
        assert said in browser.post("/patients/search/", {"q": "2345"}, headers=header).text
        assert said not in browser.post("/patients/search/", {"q": "98761234"}, headers=header).text


def test_equality_is_asked_and_nothing_else(known):
    assert Patient.objects.get(id_number=CARD) == known
    assert Patient.objects.get(id_number__in=["1", CARD]) == known
    assert not Patient.objects.filter(id_number=CARD[:-1]).exists()
    assert not Patient.objects.filter(id_number__isnull=True).exists()
    for lookup in ("contains", "startswith", "gt", "regex", "iexact"):
        with pytest.raises(FieldError):
            Patient.objects.filter(**{f"id_number__{lookup}": CARD})


def test_two_of_one_number_are_told_and_those_without_one_are_not(known, by):
    for number in ("0002", "0003"):
        patients.register(Patient(number=number, name=number), by=by)
    assert pairs(by) == []
    twin = patients.register(Patient(number="0004", name="赵六", id_type="citizen", id_number=CARD), by=by)
    assert [(a, b) for a, b, _sign in pairs(by)] == [(known, twin)]


def test_a_phone_is_still_kept_once(known, by):
    with pytest.raises(ValidationError):
        patients.add_phone(known, by=by, number="15400012345", owner="self")


def test_the_trail_is_read_in_the_clear_by_whoever_may(known, staff):
    event = AuditEvent.objects.get(event="phone amended")
    assert event.new["number"].startswith(secrecy.MARK)
    _found, lines = page(staff[Role.DATA_MANAGER], Wanted(), 1)
    told = {value for line in lines for _label, old, new in line.changes for value in (old, new)
            if isinstance(value, str)}  # fmt: skip
    assert {CARD, STREET, PHONE, "154 0001 2344", DAUGHTER} <= told


def test_the_migration_goes_forward_and_back_on_what_is_there(staff, known, by):
    """Rows, confirmations and merges; the trail is append-only and stays as it is."""
    other = patients.register(Patient(number="0002", name="张三", sex="male", address="甲乙路"), by=by)
    merge = merging.ask(known, other, reason="One", choices=["address"], by=by)
    merging.confirm(merge, by=staff[Role.HEAD])
    step = import_module("cardiology.migrations.0022_secrecy")
    step.reveal(None, None)
    tables = {table for table, _secret in lying()}
    assert tables == {
        "cardiology_patient", "cardiology_phone", "cardiology_contactperson", "cardiology_merge"
    }  # fmt: skip
    assert set(raw()) == {CARD, None}
    Patient.objects.update(id_number_runs=None)
    step.close(None, None)
    assert lying((*SECRETS, "甲乙路")) == []
    assert search(by, "0311") == search(by, "2345") == [Patient.objects.get(id_number=CARD)]
    merge.refresh_from_db()
    assert merging.undo(merge, reason="Two", by=staff[Role.HEAD]).parted["is_exact"]
    known.refresh_from_db()
    assert known.address == STREET


def rotated(*words):
    out = StringIO()
    call_command("rotate_keys", *words, stdout=out)
    return out.getvalue()


def raw(column="id_number", table="cardiology_patient"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [text for (text,) in cursor.fetchall()]


def test_another_key_reads_finds_and_rotates(known, by, settings, monkeypatch):
    before = raw()
    settings.FIELD_KEYS = ["another key"]
    assert Patient.objects.get(id_number=CARD) == known
    assert search(by, "0311") == search(by, "2345") == [known]
    with pytest.raises(ValidationError):
        patients.add_phone(known, by=by, number="15400012345", owner="self")
    with pytest.raises(CommandError, match="Not everything"):
        rotated("--check")
    monkeypatch.setattr(keys, "AT_ONCE", 1)
    for n in range(5):
        patients.register(
            Patient(number=f"9{n}", name="赵六", id_type="passport", id_number=f"E999{n}"), by=by
        )
    assert "cardiology_patient: 1 rows written anew" in rotated()
    assert "cardiology_patient: 0 rows left" in rotated("--check")
    assert "written anew" not in rotated(), "a second time there is nothing to do"
    assert before[0] not in raw()
    assert all(text.startswith(secrecy.newest()) for text in raw())
    assert all(text.startswith(secrecy.newest()) for text in raw("number", "cardiology_phone"))
    settings.SECRET_KEY = "lost"  # noqa: S105  the first key is no longer needed for the record
    assert Patient.objects.get(id_number=CARD) == known
    assert search(by, "0311") == search(by, "2345") == search(by, "7890") == [known]


def test_a_rotation_that_breaks_off_goes_on_where_it_was(known, by, settings, monkeypatch):
    for n in range(3):
        patients.register(
            Patient(number=f"9{n}", name="赵六", id_type="passport", id_number=f"E999{n}"), by=by
        )
    settings.FIELD_KEYS = ["another key"]
    monkeypatch.setattr(keys, "AT_ONCE", 2)
    next(keys.rotate())  # one batch, then the power fails
    done = [text.startswith(secrecy.newest()) for text in raw()]
    assert (done.count(True), done.count(False)) == (2, 2)
    assert len(search(by, "E999")) == 3
    rotated()
    assert keys.left() == dict.fromkeys(keys.left(), 0)


def test_a_missing_key_is_named_with_what_to_do(known, settings):
    settings.SECRET_KEY = "wrong"  # noqa: S105
    with pytest.raises(
        secrecy.Unreadable, match="which this house does not have. Add that key to FIELD_KEYS"
    ):
        Patient.objects.get(pk=known.pk)
    settings.FIELD_KEYS = ["another"]
    with pytest.raises(CommandError, match="FIELD_KEYS"):
        rotated()
    event = AuditEvent.objects.get(event="phone amended")
    assert "does not have" in audit.told(event.about, "number", event.new["number"])


def test_what_was_moved_or_changed_in_the_database_is_not_read(known):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cardiology_patient SET address = id_number")
    with pytest.raises(secrecy.Unreadable, match="outside of this programme"):
        Patient.objects.get(pk=known.pk)


def test_a_lost_key_stops_the_start_and_shows_to_whoever_watches(known, settings, client):
    assert not keys_of.lost()
    call_command("check", databases=["default"])
    settings.SECRET_KEY = "another key that knows nothing of the first one"  # noqa: S105
    assert set(keys_of.lost()) >= {"cardiology.patient.id_number", "cardiology.phone.number"}
    with pytest.raises(SystemCheckError, match="does not have the key"):
        call_command("check", databases=["default"])
    with pytest.raises(Trouble, match="Add it to FIELD_KEYS"):
        preparation.keys()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "under a key that is missing" in answer.json()["database"]


def test_a_rotation_is_in_the_trail_of_every_hospital(known, hospital, other_hospital, settings, staff):
    settings.FIELD_KEYS = ["another key"]
    rotated()
    events = AuditEvent.objects.filter(event="keys rotated")
    assert {event.hospital_id for event in events} == {hospital.pk, other_hospital.pk}
    assert events[0].new["rows"]["cardiology_patient"] == 1
    assert "another key" not in str(events[0].new)
    _found, lines = page(staff[Role.DATA_MANAGER], Wanted(event="keys rotated"), 1)
    assert len(lines) == 1


def test_a_second_factor_is_sealed_anew(staff, settings):
    offer = factors.offer(staff[Role.HEAD])
    assert factors.enrol(staff[Role.HEAD], offer.sealed, pyotp.TOTP(offer.secret).now())
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    rotated()
    settings.SECRET_KEY_FALLBACKS = []
    assert secrecy.unseal(SecondFactor.objects.get().secret) == offer.secret


def test_bulk_copies_are_encrypted_too(hospital, by):
    batch = Batch()
    number = batch.add(
        Patient, hospital_id=hospital.pk, number="1", name="张三", id_number=CARD, birth_on=None
    )
    batch.add(Phone, patient_id=number, number=PHONE, digits="15400012345", owner="self")
    batch.add(ContactPerson, patient_id=number, name="李四", relation="child", phone=DAUGHTER)
    copy(batch, at=ARRIVAL)
    assert lying() == []
    for part in ("0311", "12345", "7890"):
        assert [p.id_number for p in search(by, part)] == [CARD]


def test_every_number_that_reaches_a_person_is_encrypted():
    """The three of the requirement, wherever they are declared: a new one has to be a sealed column."""
    numbers = ("id_number", "phone", "digits", "address")
    named = {(m._meta.model_name, f.name) for app in ("cardiology", "followup", "research")
             for m in apps.get_app_config(app).get_models() for f in m._meta.concrete_fields
             if f.name in numbers and not f.is_relation or (m, f.name) == (Phone, "number")}  # fmt: skip
    # The hospital's own, printed on every paper; to whom its own staff send the board; of a computer.
    own = {("department", "phone"), ("desk", "phone"), ("boardreader", "address"), ("auditevent", "address")}
    assert named - own == {(m._meta.model_name, f.name) for m in keys.sealed_models() for f in sealed_of(m)}
    assert all(isinstance(f, Sealed) for m in keys.sealed_models() for f in sealed_of(m))
