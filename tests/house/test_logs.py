"""A log never shows what somebody entered."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from cardiology.models import Hospital


@pytest.fixture
def lines():
    """What the configured formatter writes."""
    described = dict(settings.LOGGING["formatters"]["line"])
    factory = logging.config.BaseConfigurator({}).resolve(described.pop("()"))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(factory(described["format"]))  # the form that people read
    log = logging.getLogger("trial")
    log.addHandler(handler)
    yield log, stream
    log.removeHandler(handler)


ENTERED = "Zhang-San-110101"


@pytest.mark.django_db
def test_a_refused_row_is_not_quoted(lines):
    log, stream = lines
    Hospital.objects.create(code=ENTERED, name="A")
    try:
        with transaction.atomic():
            Hospital.objects.create(code=ENTERED, name="B")
    except IntegrityError as error:
        log.exception("Refused: %s", error)
    assert "duplicate key" in stream.getvalue()
    assert "IntegrityError" in stream.getvalue()
    assert ENTERED not in stream.getvalue()
