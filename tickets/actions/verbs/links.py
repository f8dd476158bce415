"""The end of a customer's links to a ticket."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.actions.links import end_links
from tickets.actions.record import Entry, record
from tickets.actions.verbs.conversation import internal
from tickets.actions.verbs.verb import WholeVerb
from tickets.events.note import Noted
from tickets.models import Identity, Ticket
from tickets.rules.access import Actor, link_of


class RevokeLinks(WholeVerb):
    """End every link of the customer to this ticket; the next mail to them brings a new one. A note says who did it."""

    name = permission = "revoke-links"
    button, icon = gettext_lazy("End them all"), "link_off"
    beside = gettext_lazy("Links to the customer’s page")

    def write(self, ticket: Ticket | int, actor: Actor, at: datetime, expected_version: int | None) -> Ticket:
        """A person of ours ends them, or the owner of an identity, who says that it was not they who wrote.

        Errors: Stale, Forbidden.
        """
        words = _("All links of the customer were ended.")
        if owner := link_of(actor):
            value = Identity.objects.values_list("value", flat=True).get(pk=owner)
            words = _("The owner of %s says that they did not write this.") % value + f" {words}"
        note = Entry(Noted, actor=actor, message=internal(actor, words, at))
        fresh = record(ticket, [note], at=at, expected_version=expected_version)
        end_links(Ticket.objects.of_one_story(fresh))
        return fresh

    def done(self, ticket: Ticket, result: Ticket) -> str:
        """What becomes of the customer."""
        return _("Every link of the customer has ended. The next mail to them brings a new one.")
