"""The files that the worker makes for a person: ordering, looking how far they are, fetching and deleting."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from config.broker import nudge
from config.downloads import download
from metrics import preparing
from metrics.models import PreparedFile
from metrics.pages.files import KINDS
from metrics.pages.frame import asked, for_the_desk, me, posted_at_the_desk, shown
from metrics.pages.tickets import MANY, TicketList

SHOWN = 100  # of one person; a row is forgotten after a month


@posted_at_the_desk
def order(request: HttpRequest, kind: str) -> HttpResponse:
    """Order the list of this address as a file."""
    question, reader = asked(request)
    listing = TicketList(me(request), request.GET, question)
    if kind not in KINDS or not reader:
        raise Http404
    try:
        preparing.order(listing, kind, timezone.now())
    except preparing.NotPrepared as refused:
        messages.error(request, str(refused))
    nudge("metrics.tasks.prepare_files")
    return redirect("reports:files")


@for_the_desk
def files(request: HttpRequest) -> HttpResponse:
    """My files: each with how far it is. The page looks again by itself while one is under way."""
    at, person = timezone.now(), me(request)
    ordered = list(PreparedFile.objects.filter(owner=person).order_by("-ordered_at", "-pk")[:SHOWN])
    rows = [(row, row.is_there(at), preparing.is_in_sight(row, person)) for row in ordered]
    looks_again = any(row.is_under_way for row in ordered)
    context = {"title": _("My files"), "rows": rows, "looks_again": looks_again, "many": f"{MANY:,}"}
    return shown(request, "metrics/prepared.html", context)


@for_the_desk
def fetch(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A file, for nobody but who ordered it. Errors: Http404 where there is none; PermissionDenied if they see less today."""
    row = _mine(request, key)
    if not row.is_there(timezone.now()):
        raise Http404
    if not preparing.is_in_sight(row, me(request)):
        raise PermissionDenied(_("Your role or your teams have changed since this file was made. Order it again."))
    return download(row.file, row.name)


@posted_at_the_desk
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a file away, or what is left of its order."""
    preparing.remove(_mine(request, key))
    return redirect("reports:files")


def _mine(request: HttpRequest, key: UUID) -> PreparedFile:
    return get_object_or_404(PreparedFile, key=key, owner=me(request))
