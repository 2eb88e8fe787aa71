"""The own account: password and language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from cardiology.actions import accounts
from cardiology.actions.trust import signing_in


class PasswordChange(PasswordChangeView):
    """Change the own password; every other session of the account ends."""

    template_name = "registration/password_change.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            accounts.note_password_change(form.user)
            duty = signing_in.look_again(self.request.session, by=form.user)
        messages.success(self.request, _("Your password is changed."))
        return redirect(duty) if duty else response


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak the chosen language from now on; before the sign-in too."""
    user: Any = request.user
    chosen = request.POST.get("language", "")
    if user.is_authenticated and chosen in dict(settings.LANGUAGES):
        accounts.prefer_language(user, chosen)
    return set_language(request)
