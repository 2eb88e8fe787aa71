"""Addresses under /api/v1/: one per kind of rows, and the schema."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from cardiology.api.views import rows_of
from cardiology.dictionary.registry import declared

app_name = "api"
router = DefaultRouter()
router.include_format_suffixes = False
for model in declared():
    name = str(model._meta.model_name)
    router.register(name, rows_of(model), basename=name)

urlpatterns = [path("schema/", SpectacularAPIView.as_view(), name="schema"), *router.urls]
