"""Addresses of the cardiology app, by room."""

from django.contrib.auth import views as sign
from django.urls import URLPattern, URLResolver, include, path

from cardiology.views import home

Addresses = list[URLPattern | URLResolver]

entrance: Addresses = [
    path("", home.home, name="home"),
    path("sign-in/", sign.LoginView.as_view(template_name="registration/sign_in.html"), name="sign_in"),
    path("sign-out/", sign.LogoutView.as_view(), name="sign_out"),
    path("i18n/", include("django.conf.urls.i18n")),
]

record: Addresses = []

reports: Addresses = []

reference: Addresses = []

programs: Addresses = []

urlpatterns = [*entrance, *record, *reports, *reference, *programs]
