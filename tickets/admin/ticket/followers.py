"""Who follows a ticket, the button that follows it, and the people that a note can name: parts of its page, fetched by it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render

from tickets.actions.following import follow, unfollow
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me
from tickets.admin.tickets.saved_views import tickets
from tickets.models import Follow, Ticket, User
from tickets.models.ticket import who_sees

MOST_NAMED = 500


def followers(request: HttpRequest, pk: int) -> HttpResponse:
    """The part; a POST says whether somebody follows ("on": 1 or 0)."""
    ticket = _ticket(request, pk)
    if request.method == "POST" and request.POST.get("on") == "1":
        follow(ticket, by=me(request), at=clock.now(request))
    elif request.method == "POST":
        unfollow(ticket, by=me(request))
    elif request.method != "GET":
        return HttpResponseNotAllowed(["GET", "POST"])
    story = Ticket.objects.of_one_story(ticket).values("pk")
    people = (
        User.objects.filter(is_active=True, follows__ticket__in=story).distinct().order_by("first_name", "username")
    )
    news = Follow.objects.with_news(me(request)).filter(ticket__in=story).exists()
    context = {"ticket": ticket, "people": list(people), "follows": me(request) in people, "news": news}
    return render(request, "admin/tickets/ticket/followers.html", context)


def people_to_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may see the ticket, by the name that a note names them by."""
    ticket = _ticket(request, pk)
    if not may_do(request.user, "note"):
        raise Http404
    people = who_sees(ticket).filter(is_staff=True).order_by("first_name", "username")[:MOST_NAMED]
    return JsonResponse({"people": [{"name": person.username, "called": str(person)} for person in people]})


def _ticket(request: HttpRequest, pk: int) -> Ticket:
    """A foreign ticket and a missing one are the same."""
    ticket = tickets(me(request)).filter(pk=pk).first()
    if ticket is None:
        raise Http404
    return ticket
