"""Setting up chat widgets, and the figures that they tell their visitors."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid, permit
from tickets.actions.setup.accounts import change_account, create_account
from tickets.models import AnswerTime, ChannelAccount, Team, User, Widget
from tickets.models.widget import BLUE, COLOUR, widget_of
from tickets.rules.access import Actor

MOST_ORIGINS = 50
HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*", re.IGNORECASE)


@transaction.atomic
def create_widget(
    *,
    by: Actor,
    slug: str,
    name: str,
    title: str = "",
    colour: str = BLUE,
    origins: Sequence[str] = (),
    team: Team | None = None,
) -> ChannelAccount:
    """A chat account with its widget. Errors: Invalid."""
    account, _secret = create_account(by=by, channel="chat", slug=slug, name=name, team=team)
    _save(widget_of(account), title, colour, origins)
    return account


@transaction.atomic
def change_widget(
    account: ChannelAccount,
    *,
    by: User,
    name: str,
    title: str,
    colour: str,
    origins: Sequence[str],
    team: Team | None,
    active: bool,
) -> ChannelAccount:
    """Put a widget right, or close it. Its name in the URL stays: sites know it. Errors: Invalid."""
    fresh = change_account(account, by=by, name=name, address=account.address, team=team, active=active)
    _save(widget_of(fresh), title, colour, origins)
    return fresh


def new_secret(account: ChannelAccount, *, by: User) -> str:
    """The secret that a site signs its visitors' tokens with; tokens of the old one prove nothing from now on."""
    permit(by, "set-up")
    widget = widget_of(account)
    widget.secret = secrets.token_urlsafe(32)
    widget.save()
    return widget.secret


def _save(widget: Widget, title: str, colour: str, origins: Sequence[str]) -> None:
    try:
        COLOUR(colour)
    except ValidationError as error:
        raise Invalid("colour", str(error.message)) from error
    widget.title, widget.colour, widget.origins = title.strip()[:60], colour.lower(), _origins(origins)
    widget.save()


def _origins(given: Sequence[str]) -> list[str]:
    """Sites as a content policy names them. Errors: Invalid: what is no origin could say more than a site's name there."""
    found = list(dict.fromkeys(line.strip().rstrip("/").lower() for line in given if line.strip()))
    if len(found) > MOST_ORIGINS:
        raise Invalid("origins", _("At most %(most)s sites.") % {"most": MOST_ORIGINS})
    for origin in found:
        if not _is_origin(origin):
            raise Invalid(
                "origins", _("%(origin)s is no site: write https://shop.example.com.") % {"origin": origin[:80]}
            )
    return found


def _is_origin(text: str) -> bool:
    scheme, _, rest = text.partition("://")
    host, _, port = rest.partition(":")
    if scheme not in ("http", "https") or not HOST.fullmatch(host) or (":" in rest and not port.isascii()):
        return False
    try:
        return urlsplit(text).port is not None if ":" in rest else True
    except ValueError:
        return False


def note_answer_time(channel: str, *, median_s: int, p90_s: int, n: int, since: datetime, at: datetime) -> None:
    """What visitors of a channel are told of its answers from now on."""
    AnswerTime.objects.update_or_create(
        channel=channel, defaults={"median_s": median_s, "p90_s": p90_s, "n": n, "since": since, "as_of": at}
    )


def forget_answer_time(channel: str) -> None:
    """There is nothing that could honestly be said."""
    AnswerTime.objects.filter(channel=channel).delete()
