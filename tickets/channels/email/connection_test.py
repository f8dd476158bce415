"""A mailbox's settings are tried while somebody fills them in: receiving, sending, and what the sender's domain says.

For administrators in a session of the desk. Nothing is stored and no mail is sent; what a server says is never shown, for
it may be no mail server at all. Within a few seconds, whatever answers.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.response import Response
from rest_framework.views import APIView

from tickets.actions.inputs import Explicit
from tickets.actions.setup.mailboxes import with_kept_secrets
from tickets.channels.email import domain, imap, smtp, token_address
from tickets.channels.email.mail_errors import KINDS, NoToken, explain
from tickets.channels.email.oauth import token_for_trial
from tickets.models import Mailbox, User
from tickets.models.mailbox import Security, SignIn
from tickets.rest.schema import problems
from tickets.rules.access import may, role_of
from tickets.rules.mail_servers import DOMAINS

SECONDS = 10  # for a token, and for everything else
PROTOCOLS = {"receiving": "IMAP", "sending": "SMTP"}
SECURE = re.compile("^https://")


class SettingsBody(Explicit):
    """What stands in the form. A secret that is left empty is the stored one of `mailbox`, for the same server only."""

    mailbox = serializers.PrimaryKeyRelatedField(queryset=Mailbox.objects.all(), required=False, allow_null=True)
    address = serializers.EmailField(max_length=320, required=False, allow_blank=True)
    sign_in = serializers.ChoiceField(SignIn.choices, default=SignIn.PASSWORD)
    oauth_token_url = serializers.RegexField(SECURE, max_length=300, required=False, allow_blank=True)
    oauth_client_id = serializers.CharField(max_length=300, required=False, allow_blank=True)
    oauth_client_secret = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    oauth_refresh_token = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    imap_host = serializers.CharField(max_length=253, required=False, allow_blank=True)
    imap_port = serializers.IntegerField(min_value=1, max_value=65535, default=993)
    imap_security = serializers.ChoiceField(Security.choices, default=Security.TLS)
    imap_user = serializers.CharField(max_length=320, required=False, allow_blank=True)
    imap_password = serializers.CharField(max_length=4000, required=False, allow_blank=True, trim_whitespace=False)
    imap_folder = serializers.CharField(max_length=200, default="INBOX")
    smtp_host = serializers.CharField(max_length=253, required=False, allow_blank=True)
    smtp_port = serializers.IntegerField(min_value=1, max_value=65535, default=587)
    smtp_security = serializers.ChoiceField(Security.choices, default=Security.STARTTLS)
    smtp_user = serializers.CharField(max_length=320, required=False, allow_blank=True)
    smtp_password = serializers.CharField(max_length=4000, required=False, allow_blank=True, trim_whitespace=False)


class HintShape(serializers.Serializer):
    """One finding. `ok` null: it could not be looked up."""

    name = serializers.CharField()
    ok = serializers.BooleanField(allow_null=True)
    sentence = serializers.CharField()
    host = serializers.CharField()
    record = serializers.CharField()


class TrialShape(serializers.Serializer):
    """How it went, in a sentence; for a domain also what was found of it."""

    ok = serializers.BooleanField()
    sentence = serializers.CharField()
    hints = HintShape(many=True)


class SetsUp(BasePermission):
    """Only who sets the desk up, signed in at the desk."""

    def has_permission(self, request, view):
        """Whether their role allows it."""
        person = request.user
        return isinstance(person, User) and person.is_active and may(role_of(person), "set-up")


class ConnectionTest(APIView):
    """A test of one thing."""

    authentication_classes = [SessionAuthentication]
    permission_classes = [SetsUp]
    what: str = ""

    @extend_schema(
        tags=["channels"], request=SettingsBody, responses={200: TrialShape, **problems(400, 403, 413, 415, 429)}
    )
    def post(self, request):
        """Try it. 200 whatever comes of it."""
        body = SettingsBody(data=request.data)
        body.is_valid(raise_exception=True)
        said = dict(body.validated_data)
        stored = said.pop("mailbox", None)
        address = said.pop("address", "")
        mailbox = Mailbox(**with_kept_secrets(said, stored))
        return Response(_tried(self.what, mailbox, stored, address, timezone.now()))


def try_stored(mailbox: Mailbox, at: datetime) -> tuple[bool, str]:
    """Whether a mailbox receives and sends with what is stored of it, and what was found. One that is not fetched is not signed
    in to for it."""
    address = str(mailbox.account.address)
    tests = ["receiving", "sending"] if mailbox.imap_host else ["sending"]
    found = [_tried(what, mailbox, mailbox, address, at) for what in tests]
    return all(told["ok"] for told in found), " ".join(told["sentence"] for told in found)


def _tried(what: str, mailbox: Mailbox, stored: Mailbox | None, address: str, at: datetime) -> dict[str, Any]:
    """A new token first, where one is needed: whether one is to be had is a part of the test."""
    if mailbox.sign_in == SignIn.OAUTH and _host(what, mailbox):
        try:
            token_for_trial(mailbox, stored, at=at, ask=_ask_in_time)
        except (NoToken, TimeoutError) as error:
            return _told(False, explain(error, PROTOCOLS[what]))
    return TESTS[what](mailbox, address, at)


def _host(what: str, mailbox: Mailbox) -> str:
    """The server that is to be tried, if any."""
    return {"receiving": mailbox.imap_host, "sending": mailbox.smtp_host}.get(what, "")


def _ask_in_time(mailbox: Mailbox, refresh_token: str) -> token_address.Answer:
    """Errors: NoToken, TimeoutError."""
    found = _within(SECONDS, lambda: token_address.ask(mailbox, refresh_token))
    if isinstance(found, token_address.Answer):
        return found
    raise found if isinstance(found, NoToken) else TimeoutError


def _receiving(mailbox: Mailbox, address: str, at: datetime) -> dict[str, Any]:
    if not mailbox.imap_host:
        return _told(False, _("Give the server's name first."))
    found = _within(SECONDS, lambda: imap.count(mailbox, at=at))
    if not isinstance(found, int):
        return _told(False, explain(found, "IMAP"))
    mails = ngettext("Connected. %(count)d mail in %(folder)s.", "Connected. %(count)d mails in %(folder)s.", found)
    return _told(True, mails % {"count": found, "folder": mailbox.imap_folder})


def _sending(mailbox: Mailbox, address: str, at: datetime) -> dict[str, Any]:
    if not mailbox.smtp_host:
        return _told(True, _("Without a server of its own it sends by the desk's."))
    found = _within(SECONDS, lambda: smtp.check_login(mailbox, address, at=at))
    if found is not None:
        return _told(False, explain(found, "SMTP"))
    sender = _("Connected. %s may send.") % address if address else _("Connected.")
    return _told(True, sender)


def _domain(mailbox: Mailbox, address: str, at: datetime) -> dict[str, Any]:
    if not address:
        return _told(False, _("Give the mailbox's address first."))
    host = DOMAINS.get(address.rpartition("@")[2].lower())
    if host:
        return _told(True, _("This domain belongs to %s, who see to it.") % host.name)
    found = _within(SECONDS, lambda: domain.hints(address, mailbox.smtp_host))
    if not isinstance(found, list):
        return _told(False, _("The domain could not be looked up."))
    well = all(hint.ok for hint in found)
    sentence = _("All is well with %s.") if well else _("This is what others find out about %s:")
    return _told(well, sentence % address.rpartition("@")[2]) | {
        "hints": [asdict(hint) | {"sentence": _(hint.sentence)} for hint in found]
    }


TESTS: dict[str, Callable[[Mailbox, str, datetime], dict[str, Any]]] = {
    "receiving": _receiving,
    "sending": _sending,
    "domain": _domain,
}


def _told(ok: bool, sentence: str) -> dict[str, Any]:
    return {"ok": ok, "sentence": sentence, "hints": []}


def _within(seconds: float, work: Callable[[], Any]) -> Any:
    """What comes of some work, or what it raised; TimeoutError if that takes too long. It has no use for the database.

    A thread of its own: somebody's server may say one byte now and then for ever, and a page waits for this.
    """
    found: list[Any] = [TimeoutError()]

    def run() -> None:
        try:
            found[0] = work()
        except KINDS as error:
            found[0] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    return found[0]
