"""The interface for programs under what its own schema describes and what it forbids, by two identities.

Schemathesis makes the requests from the OpenAPI schema; each is sent as the doctor whose patients they are,
and as a doctor of another hospital, and taken back at once. `make fuzz` is the long form.
"""

import contextlib
import json
import os
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.errors import Unsatisfiable
from rest_framework.authtoken.models import Token
from rest_framework.renderers import JSONRenderer
from schemathesis import GenerationMode

from cardiology.dictionary.registry import declared
from cardiology.models import Role
from tests.campaign.conftest import LONG, SEED
from tests.cardiology.stories import treated_stemi

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
DRAWN = 25  # operations in the short run, with one request of each kind
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "50" if LONG else "1"))
OWN = ("patient",)  # what a doctor of another hospital may add: everything else hangs on a patient of ours
LEFT_TO_CLIENT = {"Connection", "Accept-Encoding", "Content-Length", "Content-Type"}


@pytest.fixture
def identities(staff, stranger):
    """Headers of the doctor whose patients they are, and of a doctor of another hospital."""
    treated_stemi(staff[Role.CARDIOLOGIST])
    return [f"Token {Token.objects.create(user=u).key}" for u in (staff[Role.CARDIOLOGIST], stranger)]


@pytest.fixture
def operations():
    described = JSONRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
    return [
        found.ok() for found in schemathesis.openapi.from_dict(json.loads(described)).get_all_operations()
    ]


def kind_of(operation):
    return operation.path.removeprefix("/api/v1/").partition("/")[0]


def row_of(operation):
    """The number of a row of ours, for an address that names one."""
    model = next((m for m in declared() if m._meta.model_name == kind_of(operation)), None)
    row = model._base_manager.order_by("pk").first() if model else None
    return {"id": row.pk} if row and "{id}" in operation.path else None


def send(case, token):
    """The answer to a made request; what it wrote is taken back."""
    made = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    told = urlsplit(made.url)
    headers = {k: v for k, v in made.headers.items() if k not in LEFT_TO_CLIENT}
    headers |= {"Authorization": token} if token else {}
    with transaction.atomic():
        answer = Client(raise_request_exception=False).generic(
            made.method, f"{told.path}?{told.query}", made.body or b"",
            content_type=made.headers.get("Content-Type", ""), headers=headers,
        )  # fmt: skip
        transaction.set_rollback(True)
    return answer


def is_foreign(operation, answer):
    """Whether a doctor of another hospital was shown, or has changed, something of ours."""
    if not 200 <= answer.status_code < 300:
        return False
    if operation.method.upper() == "GET" and "{id}" not in operation.path and "count" in answer.json():
        return answer.json()["count"] > 0
    return "{id}" in operation.path or (operation.method.upper() == "POST" and kind_of(operation) not in OWN)


def test_requests_of_the_schema(identities, operations, tally, dice):
    """S3 requests made from the schema, right and wrong ones, by two identities"""
    wrong = []
    for operation in operations if LONG else dice.sample(operations, DRAWN):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for told in {json.dumps(row_of(operation)), "null"}:
                try_requests(operation, mode, json.loads(told), EXAMPLES, identities, tally, wrong)
    assert len(operations) > 80
    assert not wrong, "\n".join(wrong[:20])


def try_requests(operation, mode, row, times, identities, tally, wrong):
    """So many requests of one kind for an operation, each by both."""

    @seed(SEED)
    @settings(max_examples=times, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(mode, path_parameters=row))
    def one(case):
        for number, token in enumerate(identities):
            answer = send(case, token)
            well = answer.status_code < 500 and not (number and is_foreign(operation, answer))
            tally.count(well=well)
            if not well:
                wrong.append(f"{answer.status_code} to {number}: {case.as_curl_command()}")

    # nothing wrong can be made for an address that takes anything
    with contextlib.suppress(schemathesis.errors.SchemathesisError, Unsatisfiable):
        one()


def test_nobody_unknown_is_answered(operations, tally):
    """S3 the same addresses without an identity"""
    for operation in operations:
        path = operation.path.replace("{id}", "1")
        answer = Client().generic(operation.method.upper(), path, b"{}", content_type="application/json")
        tally.count(well=answer.status_code == 401)
    assert tally.all_survived, str(tally)
