"""What stands on the customer's page, beside the view of their ticket."""

import secrets

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.models import tokens
from tickets.models.customer_lines import display_name
from tickets.models.customer_page import customers_view
from tickets.models.history import current_desk, moment, seconds
from tickets.rules.lifecycle import SETTLED, Loop

LOOP = {
    Loop.AWAITING: _("awaiting your word"),
    Loop.CONFIRMED: _("confirmed by you"),
    Loop.PRESUMED: _("presumed solved"),
}
ACTIONS = ("write", "confirm", "dispute", "feedback", "facts", "link", "not-me")


def page(request, opened, at):
    """The template's context."""
    desk = current_desk(at)
    view = customers_view(opened.ticket, opened.holder, desk=desk, at=at)
    token = request.GET["t"]
    return {
        "view": view,
        "title": view.subject or view.ticket.reference,
        "by_mail": any(message.sender.get("email") for message in view.messages),
        "ticket": view.ticket,
        "at": at,
        "opened_with": request.resolver_match.kwargs["reference"],
        "token": token,
        "link_expires_at": tokens.expires_at(token),
        "actions": _addresses(request, token),
        "once": secrets.token_urlsafe(12),
        "owner": display_name(view.ticket.owner) if view.ticket.owner else None,
        "promises": [(promise, display_name(promise.by)) for promise in reversed(view.promises)],
        "facts": [(fact, fact.key.replace("_", " ").capitalize()) for fact in view.facts],
        "entries": view.lines,
        "loop": LOOP.get(view.ticket.loop, ""),
        "is_settled": view.ticket.status in SETTLED,
        "is_confirmed": view.ticket.loop == Loop.CONFIRMED,
        "is_disputed": view.ticket.loop == Loop.DISPUTED,
        "score_given": view.scores.get("csat"),
        "scores": range(1, 6),
        "received": "received" in request.GET,
        "opens_at": _opens_at(desk, at),
    }


def _addresses(request, token):
    """Where each form goes; the token goes with it."""
    reference = request.resolver_match.kwargs["reference"]
    places = {name: reverse(f"request-{name}", kwargs={"reference": reference}) for name in ACTIONS}
    return {name.replace("-", "_"): f"{place}?t={token}" for name, place in places.items()}


def _opens_at(desk, at):
    """When we open next; None while we are open."""
    return None if desk.calendar.is_open(seconds(at)) else moment(desk.calendar.next_open(seconds(at)))
