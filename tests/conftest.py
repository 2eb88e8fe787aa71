"""Who is there in every test: a hospital with one member of staff per role, and a second hospital."""

import pytest
from django.test import Client
from django.utils import translation

from cardiology.models import Bed, Department, Hospital, Role, User, Ward
from tests.template_database import use_copies

PASSWORD = "correct-horse-battery"  # noqa: S105


def pytest_addoption(parser):
    parser.addoption("--real-sets", help="folder with the whole real data sets, such as mimic3-demo")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """Migrated once, copied for every worker and every later run with the same migrations."""
    with django_db_blocker.unblock():
        use_copies()


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.AXES_ENABLED = False
    settings.USAGE_LIMITS = {}  # tests ask faster than a person


@pytest.fixture(autouse=True)
def _every_test_begins_in_english():
    """A page that was answered in Chinese leaves that language to its thread."""
    translation.activate("en")


@pytest.fixture
def hospital(db):
    """A hospital with one department, one ward and four beds."""
    return open_north()


def open_north():
    hospital = Hospital.objects.create(code="north", name="North Hospital")
    department = Department.objects.create(hospital=hospital, name="Cardiology")
    ward = Ward.objects.create(department=department, name="Ward 1")
    Bed.objects.bulk_create(Bed(ward=ward, label=f"{n:02d}") for n in range(1, 5))
    return hospital


@pytest.fixture
def other_hospital(db):
    """Another hospital, whose staff must never see the first one's patients."""
    return open_south()


def open_south():
    hospital = Hospital.objects.create(code="south", name="South Hospital")
    Department.objects.create(hospital=hospital, name="Cardiology")
    return hospital


def employ(hospital, role, username):
    return User.objects.create_user(
        username,
        password=PASSWORD,
        role=role,
        hospital=hospital,
        department=hospital.departments.first(),
        display_name=f"Dr {username}",
    )


@pytest.fixture
def staff(hospital):
    """One member of staff per role, by role."""
    return employ_all(hospital)


def employ_all(hospital):
    return {role: employ(hospital, role, role.value) for role in Role}


@pytest.fixture
def stranger(other_hospital):
    """A cardiologist of the other hospital."""
    return employ(other_hospital, Role.CARDIOLOGIST, "stranger")


@pytest.fixture
def sign_in(staff):
    """A browser session of a role."""

    def as_role(role):
        client = Client()
        client.force_login(staff[role])
        return client

    return as_role
