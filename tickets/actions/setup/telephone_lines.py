"""Setting up a telephone line: how its provider proves itself, whom a call rings, and what a caller hears."""

from __future__ import annotations

from collections.abc import Sequence

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from tickets.actions.customers import identities
from tickets.actions.record import Invalid, permit
from tickets.models import Line, User
from tickets.models.telephone_line import SignedBy
from tickets.rules.access import may, role_of


@transaction.atomic
def change_line(
    line: Line,
    *,
    by: User,
    signed_by: str,
    key: str,
    region: str,
    rings: Sequence[tuple[str, str]],
    timeout: int,
    language: str,
    voicemail: bool,
    says: str,
) -> Line:
    """Put a line right. `key` "" keeps the one that is there; another scheme needs a key of its own.

    `rings`: (username, number) each; the number may be as one dials it where the line is, or "". Errors: Invalid.
    """
    permit(by, "set-up")
    line = Line.objects.select_for_update(of=("self",)).select_related("account").get(pk=line.pk)
    region = region.strip().upper()
    if region and region not in phonenumbers.SUPPORTED_REGIONS:
        raise Invalid("region", _("A region is two letters, such as DE."))
    changes = signed_by != line.signed_by
    if signed_by != SignedBy.SECRET and not key and (changes or not line.key):
        raise Invalid("key", _("Enter the key that the provider gave you: without it nothing proves who calls."))
    line.key = "" if signed_by == SignedBy.SECRET else key or line.key
    line.signed_by, line.region, line.timeout, line.language = signed_by, region, timeout, language
    line.voicemail, line.says = voicemail, says
    line.rings = _rings(rings, region or identities.region_of(line.account.address))
    line.save()
    return line


def _rings(rings: Sequence[tuple[str, str]], region: str | None) -> list[list[str]]:
    """Who is rung, each a person who may answer and a number that can be dialled."""
    people = {
        person.username: person for person in User.objects.filter(username__in=[name for name, _seconds in rings])
    }
    found = []
    for username, number in rings:
        person = people.get(username)
        if person is None or not person.is_active or not may(role_of(person), "reply"):
            raise Invalid("rings", _("Nobody called “%(username)s” may answer calls.") % {"username": username})
        dialled = identities.phone(number, region) if number else ""
        if dialled is None:
            raise Invalid("rings", _("“%(number)s” is no number that can be dialled.") % {"number": number})
        found.append([username, dialled])
    return found
