"""The Celery application. The broker only wakes workers up: what is due is always a row in our tables."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun

from cardiology import tracing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("cardiology_department")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def _number(task_id: str = "", **_signal: Any) -> None:
    """Every line that a task leaves in the logs bears its number."""
    tracing.begin(task_id)
