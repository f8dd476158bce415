"""Setting up a mailbox: where its mail is fetched, by which server it sends, and the secrets for both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.actions.setup.accounts import change_account, create_account, replace_secret
from tickets.actions.setup.preferences import no_place
from tickets.models import ChannelAccount, Mailbox, Team, User
from tickets.models.mailbox import AfterStoring, SignIn
from tickets.rules.identity import email
from tickets.rules.placeholders import not_signed

IMAP = ("imap_host", "imap_port", "imap_security", "imap_user")
SMTP = ("smtp_host", "smtp_port", "smtp_security", "smtp_user")
OAUTH = ("oauth_token_url", "oauth_client_id")
# Each secret, and where it goes: it was given for that place, and is told to no other.
SECRETS = {
    "imap_password": IMAP,
    "smtp_password": SMTP,
    "oauth_client_secret": OAUTH,
    "oauth_refresh_token": (*OAUTH, *IMAP, *SMTP),
    "webhook_key": ("provider",),
}
ACCESS = (*OAUTH, "oauth_client_secret", "oauth_refresh_token")
WHERE_READ = ("imap_host", "imap_user", "imap_folder")  # another of these is another folder, with UIDs of its own


@transaction.atomic
def open_mailbox(
    *,
    by: User,
    at: datetime,
    slug: str,
    name: str,
    address: str,
    team: Team | None,
    settings: Mapping[str, Any],
) -> tuple[Mailbox, str]:
    """A new mailbox with its account, and the account's secret, which is shown this once. Errors: Invalid.

    An account that is there already and has no mailbox yet gets one, and keeps its secret ("").
    """
    permit(by, "set-up")
    said: dict[str, Any] = {"name": name, "address": _address(address), "team": team}
    account = ChannelAccount.objects.filter(channel="email", slug=slug, mailbox=None).first()
    if account is not None:
        account, secret = change_account(account, by=by, **said, active=account.active), ""
    else:
        account, secret = create_account(by=by, channel="email", slug=slug, **said)
    return set_up(account, by=by, at=at, settings=settings), secret


@transaction.atomic
def change(
    mailbox: Mailbox,
    *,
    by: User,
    at: datetime,
    name: str,
    address: str,
    team: Team | None,
    active: bool,
    settings: Mapping[str, Any],
) -> Mailbox:
    """Put a mailbox and its account right, or close it. Errors: Invalid."""
    account = mailbox.account
    account = change_account(account, by=by, name=name, address=_address(address), team=team, active=active)
    return set_up(account, by=by, at=at, settings=settings)


def new_secret(mailbox: Mailbox, *, by: User) -> str:
    """A new secret for webhooks and raw mail; the old one opens nothing from now on."""
    return replace_secret(mailbox.account, by=by)


@transaction.atomic
def set_up(account: ChannelAccount, *, by: User, at: datetime, settings: Mapping[str, Any]) -> Mailbox:
    """Say how an account's mail comes and goes; an empty secret is the stored one. Errors: Invalid.

    Whoever is fetching by the old settings loses the mailbox, and errors of theirs are forgotten.
    """
    permit(by, "set-up")
    stored = Mailbox.objects.select_for_update().filter(account=account).first()
    said = with_kept_secrets(settings, stored)
    _refuse_lost_secrets(settings, said, stored)
    _refuse_half(said)
    mailbox = stored or Mailbox(account=account)
    moved = any(getattr(mailbox, name) != said[name] for name in WHERE_READ)
    other_access = any(getattr(mailbox, name) != said[name] for name in ACCESS if name in said)
    if said["polling"] and not mailbox.polling:
        mailbox.polled_at = at
    for name, value in said.items():
        setattr(mailbox, name, value)
    if moved:
        mailbox.uid_validity, mailbox.last_uid = None, 0
    if other_access:  # what somebody is asking by the old one is not kept
        mailbox.oauth_access_token, mailbox.oauth_expires_at, mailbox.oauth_asked_until = "", None, None
        mailbox.oauth_asks += 1
    mailbox.next_poll_at, mailbox.failures, mailbox.error, mailbox.lease_until = None, 0, "", None
    mailbox.polls += 1
    mailbox.save()
    return mailbox


def with_kept_secrets(said: Mapping[str, Any], stored: Mailbox | None) -> dict[str, Any]:
    """Settings with the stored secrets where they were left empty, and where they would go to the same place as before."""
    complete = dict(said)
    for secret, where in SECRETS.items():
        if not complete.get(secret):
            kept = stored is not None and all(getattr(stored, name) == said.get(name, "") for name in where)
            complete[secret] = getattr(stored, secret) if kept else ""
    return complete


def _refuse_lost_secrets(said: Mapping[str, Any], complete: Mapping[str, Any], stored: Mailbox | None) -> None:
    for secret, where in SECRETS.items():
        lost = stored is not None and getattr(stored, secret) and not complete[secret]
        if lost and said.get(where[0]):
            raise Invalid(secret, _("Give it again: the one that is stored was given for another server or name."))


def _refuse_half(said: Mapping[str, Any]) -> None:
    """What could not work is said where it is missing."""
    by_token = said["sign_in"] == SignIn.OAUTH
    needed = {
        "imap_host": said["polling"],
        "imap_user": said["polling"],
        "imap_password": said["polling"] and not by_token,
        "imap_folder": said["polling"],
        "move_to": said["after_storing"] == AfterStoring.MOVE,
        **dict.fromkeys(("oauth_token_url", "oauth_client_id", "oauth_refresh_token"), by_token),
    }
    for name, is_needed in needed.items():
        if is_needed and not said.get(name):
            raise Invalid(name, _("This is needed here."))
    for name, value in said.items():
        if isinstance(value, str) and name not in ("signature", "webhook_key") and not value.isprintable():
            raise Invalid(name, _("This has a character that cannot be seen, such as a line break."))
    if unknown := not_signed(said.get("signature", "")):
        raise Invalid("signature", no_place(unknown))
    if said.get("oauth_token_url") and not said["oauth_token_url"].startswith("https://"):
        raise Invalid("oauth_token_url", _("A token address begins with https://."))
    if said["after_storing"] == AfterStoring.MOVE and said["move_to"] == said["imap_folder"]:
        raise Invalid("move_to", _("Move them to another folder than they are fetched from."))


def _address(value: str) -> str:
    if email(value) is None:
        raise Invalid("address", _("This is no email address."))
    return value
