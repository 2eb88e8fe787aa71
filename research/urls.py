"""Addresses of the research app."""

from django.urls import URLPattern

app_name = "research"
urlpatterns: list[URLPattern] = []
