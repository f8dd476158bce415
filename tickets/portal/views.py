"""The customer's page: does it work for you, what we promised, where it stands, what was said, and a box to write."""

from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from config.downloads import download as saved
from config.throttling import client_address
from tickets.actions import intake, links
from tickets.actions.inbound import InboundFile, InboundMessage, Sender
from tickets.actions.verbs import perform
from tickets.actions.verbs.conversation import Learn
from tickets.actions.verbs.outcome import Confirm, Dispute, Feedback
from tickets.models import Attachment
from tickets.models.customers_view import known_as
from tickets.portal import forms
from tickets.portal.door import behind_the_link, private, shut, too_many
from tickets.portal.page import page
from tickets.rules.access import customer_actor
from tickets.rules.lifecycle import Channel, Forbidden

AN_HOUR = 3600
LINKS_AN_HOUR = 10


@require_safe
@behind_the_link
def show(request, ticket, *, at):
    """The page."""
    return render(request, "portal/request.html", page(request, ticket, at))


def _takes(form_class):
    """A form's POST: `act` gets the ticket and the clean values, makes one call, and the page is shown again."""

    def takes(act):
        @require_POST
        @behind_the_link
        def view(request, ticket, *, at):
            form = form_class(request.POST, request.FILES)
            if not form.is_valid():
                return _again(request, ticket, at, form, status=400)
            try:
                done = act(ticket, form.cleaned_data, at)
            except Forbidden:
                # The page they looked at was older than the ticket: show what is new and what they typed.
                return _again(request, ticket, at, form, status=409)
            return _to_page(request, done)

        return view

    return takes


@_takes(forms.Words)
def write(ticket, given, at):
    """More words. The form's own id makes a second click harmless."""
    message = InboundMessage(
        channel=Channel.WEB,
        sender=Sender(**known_as(ticket.customer)),
        text=given["text"],
        proven=True,
        external_id=f"{ticket.reference}:{given['once']}" if given["once"] else None,
        files=tuple(InboundFile(f.name, f.content_type or "", f) for f in given["attachments"]),
    )
    return intake.receive(message, at=at, ticket=ticket).ticket


@_takes(forms.Yes)
def confirm(ticket, given, at):
    """It works."""
    return perform(ticket, [Confirm()], actor=customer_actor(ticket.customer_id), at=at)


@_takes(forms.No)
def dispute(ticket, given, at):
    """It does not, and why."""
    return perform(ticket, [Dispute(text=given["text"])], actor=customer_actor(ticket.customer_id), at=at)


@_takes(forms.Score)
def give_score(ticket, given, at):
    """How it went."""
    return perform(ticket, [Feedback(survey="csat", **given)], actor=customer_actor(ticket.customer_id), at=at)


@_takes(forms.Fact)
def correct(ticket, given, at):
    """We understood something wrong."""
    return perform(
        ticket, [Learn(facts={given["key"]: given["value"]})], actor=customer_actor(ticket.customer_id), at=at
    )


@require_safe
@behind_the_link
def download(request, ticket, *, at, pk):
    """A file of the conversation: saved and never shown, unless it is a picture by its own bytes."""
    shown = page(request, ticket, at)["view"].messages
    file = Attachment.objects.filter(pk=pk, message__in=shown).first()
    if file is None:
        raise Http404
    return saved(file.file, file.name, file.picture)


@csrf_exempt  # it asks for nothing but what anybody may ask for; the answer is always the same
def new_link(request, reference):
    """Ask for a new link; the answer does not say whether there is such a request."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    at = timezone.now()
    asked = forms.NewLink(request.POST)
    if not asked.is_valid():
        return shut(request, reference, "portal/link.html", 400)
    wanted = asked.cleaned_data["reference"]
    if any(too_many("link", who, LINKS_AN_HOUR, AN_HOUR) for who in (client_address(request), wanted)):
        return shut(request, reference, "portal/too_many.html", 429)
    links.send_new_link(wanted, asked.cleaned_data["address"], at=at)
    return private(render(request, "portal/link_sent.html"))


def _again(request, ticket, at, form, *, status):
    """The page once more, with what was typed and what is wrong."""
    ticket.refresh_from_db()
    typed = form.data.get("text", "")
    context = page(request, ticket, at) | {form.name: form, "typed": typed, "outdated": status == 409}
    return render(request, "portal/request.html", context, status=status)


def _to_page(request, ticket):
    """Back to the page, so that reloading it sends nothing twice."""
    address = reverse("request", kwargs={"reference": request.resolver_match.kwargs["reference"]})
    response = HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
    response.status_code = 303
    return response
