"""The map of the house: each app owns its own addresses."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("cardiology.urls")),
    path("followup/", include("followup.urls")),
    path("research/", include("research.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "cardiology.views.outage.server_error"
