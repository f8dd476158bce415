"""Whoever has forgotten their password chooses a new one by a link that is mailed to them: Django's own views, in Unfold's look.

Nobody learns from it who works here: the answer is the same for every address, and takes the same time.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import structlog
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import (
    PasswordResetCompleteView,
    PasswordResetConfirmView,
    PasswordResetDoneView,
    PasswordResetView,
)
from django.core.mail import EmailMessage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import BASE_INPUT_CLASSES

from config.signing_in import forgive
from config.throttling import count, counted_address
from tickets.actions.setup import people
from tickets.models import User

log = structlog.get_logger(__name__)
A_QUARTER, AN_HOUR = 15 * 60, 60 * 60  # seconds
MOST_OF_AN_ADDRESS = 30  # questions in a quarter of an hour, as many as it has guesses at signing in
MOST_MAILS = 5  # to one address in an hour; each of them still opens


class Links(PasswordResetTokenGenerator):
    """What makes a link open once. Its clock does not jump with the summer time, as Django's own does."""

    def _now(self) -> datetime:
        return timezone.now().astimezone(UTC).replace(tzinfo=None)


LINKS = Links()


class AskForm(PasswordResetForm):
    """The mail address of somebody who works here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = gettext_lazy("Your mail address")
        self.fields["email"].widget.attrs |= {"class": " ".join(BASE_INPUT_CLASSES), "autofocus": ""}


class NewForm(SetPasswordForm):
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = " ".join(BASE_INPUT_CLASSES)

    def save(self, commit: bool = True) -> User:
        """It holds from now on, and who failed by the old one may try at once."""
        person = people.choose_password(self.user, self.cleaned_data["new_password1"])
        forgive(person.username)
        return person


class OfDesk:
    """A page of the desk for who is not signed in."""

    title: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Not there unless mail leaves the desk."""
        if not settings.MAIL_LEAVES:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What all pages of the desk are told."""
        told = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {**admin.site.each_context(self.request), **told}  # type: ignore[attr-defined]


class AskPage(OfDesk, PasswordResetView):
    """Who are you?"""

    title = gettext_lazy("Forgotten your password?")
    template_name = "admin/password/ask.html"
    form_class = AskForm
    success_url = reverse_lazy("password-asked")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The same for every address, until one place has asked too often."""
        if count("password-asked", counted_address(request), A_QUARTER) > MOST_OF_AN_ADDRESS:
            return self.render_to_response(self.get_context_data(form=AskForm(), too_many=True), status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Mail a link to whoever works here with this address, beside the answer: a mail takes its time, and nobody may see
        by the clock whether there is one."""
        address = form.cleaned_data["email"]
        few = count("password-mails", address.casefold(), AN_HOUR) <= MOST_MAILS
        found = list(form.get_users(address)) if few else []
        threading.Thread(target=_mail, args=(found,), name="password-mail", daemon=True).start()
        return redirect(self.get_success_url())


class AskedPage(OfDesk, PasswordResetDoneView):
    """A mail is on its way, perhaps."""

    title = gettext_lazy("Look into your mail")
    template_name = "admin/password/asked.html"


class NewPage(OfDesk, PasswordResetConfirmView):
    """Where the link leads: once, and within an hour."""

    title = gettext_lazy("Choose a new password")
    template_name = "admin/password/new.html"
    form_class = NewForm
    token_generator = LINKS
    success_url = reverse_lazy("password-changed")

    def get_user(self, uidb64: str) -> User | None:
        """Whose link it is, unless they have left since it was mailed."""
        person: User | None = super().get_user(uidb64)
        return person if person is not None and person.is_active else None


class ChangedPage(OfDesk, PasswordResetCompleteView):
    """It is done."""

    title = gettext_lazy("Your password is changed")
    template_name = "admin/password/changed.html"


def _mail(found: list[User]) -> None:
    for person in found:
        uid, token = urlsafe_base64_encode(force_bytes(person.pk)), LINKS.make_token(person)
        link = settings.PUBLIC_URL + reverse("password-new", args=[uid, token])
        words = render_to_string("admin/password/mail.txt", {"link": link, "username": person.username})
        headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        mail = EmailMessage(_("A new password for the desk"), words, None, [person.email], headers=headers)
        try:
            mail.send()
        except Exception:  # whatever it is, nobody waits for it; the next question is the repeat
            log.exception("password_mail_not_sent", person=person.pk)


urlpatterns = [
    path("forgotten/", AskPage.as_view(), name="password-ask"),
    path("asked/", AskedPage.as_view(), name="password-asked"),
    path("new/<str:uidb64>/<str:token>/", NewPage.as_view(), name="password-new"),
    path("changed/", ChangedPage.as_view(), name="password-changed"),
]
