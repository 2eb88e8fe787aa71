"""Django's administration, opened to administrators only and never to a patient's rows."""

from django.contrib.admin.apps import AdminConfig


class Administration(AdminConfig):
    default_site = "cardiology.administrators.AdministratorsSite"
