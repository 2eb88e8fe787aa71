"""The Celery application. The broker only wakes workers up: what is due is always a row in our tables."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("cardiology_department")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
