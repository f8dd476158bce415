"""Somebody called, came by, wrote where no channel of ours listens, or was called: a person of ours logs the contact.

One form, from the list, from a ticket and from a customer's page: who it was (found by name, number, address or handle, or
new), who began it, when it began, was answered and ended, what was said, what the customer may read, and what was agreed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminEmailInputWidget

from tickets.actions.customers.identities import identities, kind_of
from tickets.actions.inputs import MAX_TEXT
from tickets.actions.intake import by_hand
from tickets.actions.intake.by_hand import NEW, Logged, NotedContact
from tickets.actions.intake.inbound_message import Sender
from tickets.actions.promises import PromiseGiven
from tickets.actions.record import Invalid
from tickets.admin.shared import clock, form_fields
from tickets.admin.shared.formatting import Formatter
from tickets.admin.shared.read_only import ReadingAdmin, me
from tickets.admin.ticket.page_data import visible_ticket
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Customer, Identity, Promise, Ticket, User, words
from tickets.models.history import current_desk, seconds
from tickets.models.searching import holds
from tickets.rules.lifecycle import UNRESOLVED, Channel, Forbidden

# What reaches us without a machine that tells us: those have doors of their own.
BY_HAND = (Channel.PHONE, Channel.IN_PERSON, Channel.SOCIAL, Channel.OTHER, Channel.EMAIL, Channel.WEB)
IDENTIFYING = ("name", "email", "phone", "handle")
MOST_FOUND = 8


class ContactForm(forms.Form):
    """What happened. Whom it was with is asked only if nobody was chosen before."""

    direction = form_fields.Choice(
        label=gettext_lazy("Who began it"),
        choices=[("theirs", gettext_lazy("They turned to us")), ("ours", gettext_lazy("We turned to them"))],
        required=False,
    )
    channel = form_fields.Choice(
        label=gettext_lazy("How"), choices=[(name, dict(words.CHANNEL)[name]) for name in BY_HAND]
    )
    name = form_fields.Text(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Email"), max_length=320, required=False, widget=UnfoldAdminEmailInputWidget
    )
    phone = form_fields.Text(label=gettext_lazy("Phone, with the country code"), max_length=64, required=False)
    handle = form_fields.Text(label=gettext_lazy("Name in a network"), max_length=200, required=False)
    ticket = form_fields.Choice(label=gettext_lazy("Which ticket"), choices=(), required=False)
    subject = form_fields.Text(label=gettext_lazy("Subject, if it is new"), max_length=300, required=False)
    occurred_at = form_fields.MomentField(label=gettext_lazy("Began, if not now"))
    answered_at = form_fields.MomentField(label=gettext_lazy("Answered, if not at once"))
    ended_at = form_fields.MomentField(label=gettext_lazy("Ended, if you know"))
    reached = form_fields.Switch(
        label=gettext_lazy("We spoke"),
        initial=True,
        help_text=gettext_lazy("Off: nobody answered. A call of theirs was missed, and we owe a call back."),
    )
    text = form_fields.Lines(label=gettext_lazy("What was said"), max_length=MAX_TEXT)
    for_customer = form_fields.Lines(
        label=gettext_lazy("What the customer may read"),
        help_text=gettext_lazy("Else they read only that there was a call or a visit, with whom and how long."),
        max_length=MAX_TEXT,
    )
    facts = form_fields.Lines(
        label=gettext_lazy("What they told us, one a line"),
        help_text=gettext_lazy("As “device: Pixel 7”. Nobody has to ask for it again."),
        max_length=5000,
    )
    keeps = forms.TypedMultipleChoiceField(
        label=gettext_lazy("We delivered what we owed"),
        coerce=int,
        required=False,
        help_text=gettext_lazy("Only a contact that we began keeps a promise."),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    promise_text = form_fields.Text(label=gettext_lazy("We promised"), max_length=500, required=False)
    promise_due = form_fields.MomentField(
        label=gettext_lazy("Promised for"), help_text=gettext_lazy("Empty: the policy says by when.")
    )
    then = form_fields.Choice(
        label=gettext_lazy("And then"),
        choices=[
            ("", gettext_lazy("It goes on")),
            ("wait", gettext_lazy("Pending: they have to do something")),
            ("resolve", gettext_lazy("Resolved: they were asked whether it works")),
            ("confirm", gettext_lazy("Resolved, and they said that it works")),
        ],
        required=False,
    )

    def __init__(
        self, *args: Any, user: User, customer: Customer | None, ticket: Ticket | None, at: datetime, began: str = ""
    ) -> None:
        super().__init__(*args)
        self.known = customer
        self.initial["direction"] = began
        if customer is None:
            del self.fields["ticket"], self.fields["keeps"]
            return
        for name in IDENTIFYING:
            del self.fields[name]
        self.initial["ticket"] = str(ticket.pk) if ticket else ""
        self.open = {str(row.pk): row for row in _open_tickets(user, customer)}
        if ticket is not None:
            self.open[str(ticket.pk)] = ticket
        named = [(pk, f"#{pk} {row.subject}") for pk, row in self.open.items()]
        by_rule = _("the one that waits on us, else a new one")
        self._choose("ticket", [("", by_rule), *named, (NEW, _("a new one"))])
        self._offer_promises(Formatter(current_desk(at), at))

    def _offer_promises(self, formatter: Formatter) -> None:
        owed = Promise.objects.filter(owed=True, ticket__in=[row.pk for row in self.open.values()]).order_by("due_at")
        told = [
            (row.pk, _("%(text)s, due %(due)s") % {"text": row.text, "due": formatter.moment(seconds(row.due_at))})
            for row in owed
        ]
        if told:
            self._choose("keeps", told)
        else:
            del self.fields["keeps"]

    def _choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_facts(self) -> dict[str, str]:
        """Names and values."""
        pairs = [line.partition(":") for line in self.cleaned_data["facts"].splitlines() if line.strip()]
        if any(not (colon and key.strip() and value.strip()) for key, colon, value in pairs):
            raise forms.ValidationError(_("Write each as “device: Pixel 7”."))
        return {key.strip(): value.strip() for key, _colon, value in pairs}

    def clean(self) -> dict[str, Any]:
        """Somebody new needs an address, a number or a handle: else nobody could come back to them."""
        data = super().clean() or {}
        if data.get("promise_due") and not data.get("promise_text"):
            self.add_error("promise_text", _("Say what is promised, or leave the date empty."))
        sender = Sender(**{key: data.get(key) or "" for key in IDENTIFYING})
        if self.known is None and not self.errors and not identities(sender):
            raise forms.ValidationError(
                _("Note an email address, a number with its country code, or a name in a network.")
            )
        return data | {"sender": sender}

    def contact(self, at: datetime) -> NotedContact:
        """As the action takes it."""
        said = self.cleaned_data
        began_at = said["occurred_at"] or said["answered_at"] or at
        written = said["channel"] not in by_hand.SPOKEN and said["direction"] == "ours"
        spoke = said["reached"] and said["channel"] in by_hand.SPOKEN
        promise = PromiseGiven(said["promise_text"], said["promise_due"]) if said["promise_text"] else None
        return NotedContact(
            channel=said["channel"],
            began_at=began_at,
            text=said["text"],
            for_customer=said["for_customer"],
            ours=said["direction"] == "ours",
            reached_at=(said["answered_at"] or began_at) if spoke or written else None,
            ended_at=said["ended_at"] or (at if spoke and not said["occurred_at"] else None),
            subject=said["subject"],
            facts=said["facts"],
            promise=promise,
            keeps=said.get("keeps") or (),
            then=said["then"],
        )


# What the action calls a field, and what the form does.
NAMED = {"began_at": "occurred_at", "due_at": "promise_due", "promise": "keeps"}


def log_contact(model_admin: ReadingAdmin, request: HttpRequest) -> HttpResponse:
    """The form, and what became of it: a new ticket, or the one that the contact belongs to."""
    at, user = clock.now(request), me(request)
    ticket, customer = chosen(request, user)
    began = request.GET.get("direction", "")
    form = ContactForm(request.POST or None, user=user, customer=customer, ticket=ticket, at=at, began=began)
    if request.method == "POST" and form.is_valid():
        try:
            return _logged(request, _log(form, customer, user, at))
        except Invalid as error:
            name = NAMED.get(error.field, error.field)
            form.add_error(name if name in form.fields else None, str(error))
        except Forbidden as error:
            form.add_error(None, str(error))
    wanted = request.GET.get("q", "").strip()[:320]
    context = {
        **model_admin.admin_site.each_context(request),
        "form": form,
        "customer": customer,
        "wanted": wanted,
        "found": customers_found(user, wanted) if wanted and customer is None else None,
        "title": _("Log a contact"),
    }
    return TemplateResponse(request, "admin/tickets/ticket/log.html", context, status=400 if form.errors else 200)


def chosen(request: HttpRequest, user: User) -> tuple[Ticket | None, Customer | None]:
    """The ticket and the customer that the address names, if this person may see them. Error: Http404."""
    ticket = None
    if number := request.GET.get("ticket", ""):
        ticket = visible_ticket(user, _pk(number)).first()
        if ticket is None:
            raise Http404
        return ticket, ticket.customer
    if number := request.GET.get("customer", ""):
        customer = _customers(user).filter(pk=_pk(number)).first()
        if customer is None:
            raise Http404
        return None, customer
    return None, None


def _pk(number: str) -> int:
    return int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0


def _customers(user: User) -> QuerySet[Customer]:
    return Customer.objects.filter(Exists(tickets(user).filter(customer=OuterRef("pk"))))


def _open_tickets(user: User, customer: Customer) -> QuerySet[Ticket]:
    return tickets(user).filter(customer=customer, status__in=UNRESOLVED).order_by("-id")[:MOST_FOUND]


def customers_found(user: User, wanted: str) -> list[Customer]:
    """Customers by a part of their name, or by an address, number or handle in any spelling."""
    _kind, value = kind_of(wanted)
    known = Identity.objects.filter(customer=OuterRef("pk"))
    exact = known.filter(value=value) if value else known.none()
    rows = _customers(user)
    by_name, by_identity = rows.filter(holds(wanted, "name")), rows.filter(Exists(exact))
    part = rows.filter(Exists(known.filter(value__icontains=wanted)))
    open_tickets = Prefetch(
        "tickets", tickets(user).filter(status__in=UNRESOLVED).order_by("-id"), to_attr="still_open"
    )
    matching = (by_name | by_identity | part).order_by("-id").prefetch_related("identities", open_tickets)
    return list(matching[:MOST_FOUND])


def _log(form: ContactForm, customer: Customer | None, user: User, at: datetime) -> Logged:
    said = form.cleaned_data
    chosen = said.get("ticket") or None
    home = form.open[chosen] if chosen and chosen != NEW else chosen
    sender = None if customer else said["sender"]
    return by_hand.log(form.contact(at), by=user, at=at, sender=sender, customer=customer, ticket=home)


def _logged(request: HttpRequest, logged: Logged) -> HttpResponse:
    ticket = logged.ticket
    if not tickets(me(request)).filter(pk=ticket.pk).exists():
        messages.success(request, _("Noted, on a ticket of another team."))
        return redirect("admin:tickets_ticket_changelist")
    told = _("#%d is open.") if logged.new_ticket else _("It belongs to #%d, which was open already.")
    messages.success(request, told % ticket.pk)
    return redirect("admin:tickets_ticket_change", ticket.pk)
