"""Who else gets a mail of ours: in copy, seen by all who get it, or unseen. Nobody is written to who reads no mail, and no
mailbox of ours: what it gets would come back as a contact.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from tickets.actions.record import Invalid
from tickets.models import ChannelAccount
from tickets.rules.identity import email, reads_no_mail
from tickets.rules.lifecycle import Channel

MOST_COPIED = 20


def our_mailboxes() -> frozenset[str]:
    """The addresses of our mailboxes, in lower case."""
    known = ChannelAccount.objects.filter(channel=Channel.EMAIL).exclude(address="").values_list("address", flat=True)
    return frozenset({settings.DESK_EMAIL.lower(), *(value.lower() for value in known)})


def is_among(address: str, mailboxes: frozenset[str]) -> bool:
    """Whether it is one of these, with a mark behind a plus or without."""
    local, _at, domain = address.lower().rpartition("@")
    return bool(mailboxes & {address.lower(), f"{local.rpartition('+')[0] or local}@{domain}"})


def written_to(addresses: Iterable[str], field: str) -> list[str]:
    """Addresses that somebody typed, each once and in its one form. Errors: Invalid of the field for one that is not written to."""
    found = list(dict.fromkeys(email(address) or address for address in addresses))
    ours = our_mailboxes() if found else frozenset()
    for address in found:
        if email(address) is None:
            raise Invalid(field, _("“%(address)s” is no email address.") % {"address": address})
        if is_among(address, ours):
            raise Invalid(
                field, _("%(address)s is a mailbox of ours: the mail would come back.") % {"address": address}
            )
        if reads_no_mail(address):
            raise Invalid(field, _("Nobody reads what is sent to %(address)s.") % {"address": address})
    return found
