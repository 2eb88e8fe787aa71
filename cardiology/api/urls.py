"""Addresses of the programs' way in; sections of higher apps appear by themselves through the registry."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.routers import DefaultRouter

from cardiology.api.views import rows_of
from cardiology.dictionary.registry import sections
from cardiology.models import Admission, Patient

router = DefaultRouter(use_regex_path=True)
router.register("patients", rows_of(Patient), basename="api-patients")
router.register("admissions", rows_of(Admission), basename="api-admissions")
for model in sections():
    name = str(model._meta.model_name)
    router.register(name, rows_of(model), basename=f"api-{name}")

urlpatterns = [
    path("schema/", SpectacularJSONAPIView.as_view(permission_classes=[IsAuthenticated]), name="api-schema"),
    *router.urls,
]
