"""The customer's page: does it work for you, what we promised, where it stands, what was said, and a box to write."""

from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from config.downloads import download as saved
from config.throttling import counted_address
from tickets.actions import by_link, links
from tickets.actions.intake.inbound_message import InboundFile
from tickets.models import Attachment, tokens
from tickets.portal import forms
from tickets.portal.page import page
from tickets.portal.signed_link import behind_the_link, private, shut, too_many
from tickets.rules.access import Denied
from tickets.rules.lifecycle import Forbidden
from tickets.rules.showing import Holder

AN_HOUR = 3600
LINKS_AN_HOUR = 10


@require_safe
@behind_the_link
def show(request, opened, *, at):
    """The page."""
    by_link.see(opened, at=at)
    return _shown(request, opened, at)


def _takes(form_class, *, said=""):
    """A form's POST: `act` gets what the link opens and the clean values, makes one call, and the page is shown again.

    `said`: what the page's address ends with then, so that it says there that it was taken.
    """

    def takes(act):
        @require_POST
        @behind_the_link
        def view(request, opened, *, at):
            form = form_class(request.POST, request.FILES)
            if not form.is_valid():
                return _again(request, opened, at, form, status=400)
            try:
                address = act(opened, form.cleaned_data, at)
            except Forbidden:
                # The page they looked at was older than the ticket: show what is new and what they typed.
                return _again(request, opened, at, form, status=409)
            except Denied:
                return _again(request, opened, at, form, status=403)
            return _to_page(request, address, said)

        return view

    return takes


@_takes(forms.WordsForm, said="&received=1#received")
def write(opened, given, at):
    """More words. The form's own id makes a second click harmless. A receipt's may begin a ticket of their own."""
    files = [InboundFile(f.name, f.content_type or "", f) for f in given["attachments"]]
    received = by_link.write(opened, at=at, text=given["text"], once=given["once"], files=files)
    if opened.holder.is_proven or received.message.ticket_id == opened.ticket.pk:
        return None
    return tokens.link(received.message.ticket, Holder(receipt=received.message.pk), at=at)


@_takes(forms.Yes)
def confirm(opened, given, at):
    """It works."""
    by_link.confirm(opened, at=at)


@_takes(forms.No)
def dispute(opened, given, at):
    """It does not, and why."""
    by_link.dispute(opened, at=at, text=given["text"])


@_takes(forms.ScoreForm)
def give_score(opened, given, at):
    """How it went."""
    by_link.rate(opened, at=at, survey="csat", score=given["score"], comment=given["comment"])


@_takes(forms.Fact)
def correct(opened, given, at):
    """We understood something wrong."""
    by_link.correct(opened, at=at, facts={given["key"]: given["value"]})


@require_POST
@behind_the_link
def not_me(request, opened, *, at):
    """It was somebody else who wrote: no link to this request opens anything any more."""
    try:
        by_link.disown(opened, at=at)
    except Denied:
        return _again(request, opened, at, forms.NotMeForm(request.POST), status=403)
    return render(request, "portal/not_me.html")


@require_safe
@behind_the_link
def download(request, opened, *, at, pk):
    """A file of the conversation: saved and never shown, unless it is a picture by its own bytes."""
    shown = page(request, opened, at)["view"].messages
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
    if any(too_many("link", who, LINKS_AN_HOUR, AN_HOUR) for who in (counted_address(request), wanted)):
        return shut(request, reference, "portal/too_many.html", 429)
    links.send_new_link(wanted, asked.cleaned_data["address"], at=at)
    return private(render(request, "portal/link_sent.html"))


def _shown(request, opened, at, *, status=200, **more):
    """The page of a request, or the receipt of somebody's own words."""
    template = "portal/request.html" if opened.holder.is_proven else "portal/receipt.html"
    return render(request, template, page(request, opened, at) | more, status=status)


def _again(request, opened, at, form, *, status):
    """The page once more, with what was typed and what is wrong."""
    opened.ticket.refresh_from_db()
    typed = {"typed": form.data.get("text", ""), "outdated": status == 409, "denied": status == 403}
    return _shown(request, opened, at, status=status, **{form.name: form}, **typed)


def _to_page(request, address, said):
    """Back to the page, so that reloading it sends nothing twice."""
    own = reverse("request", kwargs={"reference": request.resolver_match.kwargs["reference"]})
    response = HttpResponseRedirect((address or f"{own}?{request.GET.urlencode()}") + said)
    response.status_code = 303
    return response
