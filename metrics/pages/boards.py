"""Boards as those who make them see them: which there are, when each was last seen, a new one, and an end to one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from metrics.actions.boards import is_lit, make_board, revoke_board
from metrics.models import Board
from metrics.pages.choices import said
from metrics.pages.frame import for_the_desk, me, only, posted_at_the_desk, shown
from metrics.reports.grouping import NOBODY, names
from metrics.reports.periods import PERIODS, USUAL
from tickets.models.words import CLOCK


def _teams() -> list[tuple[str, Any]]:
    named = sorted(((str(pk), name) for pk, name in names("team").items()), key=lambda team: team[1])
    return [("", gettext_lazy("all")), (NOBODY, gettext_lazy("no team")), *named]


class BoardForm(forms.Form):
    """A board to be made."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, widget=forms.TextInput({"class": "d-input", "autocomplete": "off"})
    )
    period = forms.ChoiceField(
        label=gettext_lazy("Period"),
        choices=[(name, one.title) for name, one in PERIODS.items()],
        initial=USUAL,
        widget=forms.Select({"class": "d-input"}),
    )
    clock = forms.ChoiceField(
        label=gettext_lazy("Clock"), choices=CLOCK, initial="business", widget=forms.Select({"class": "d-input"})
    )
    team = forms.ChoiceField(
        label=gettext_lazy("Team"), required=False, choices=_teams, widget=forms.Select({"class": "d-input"})
    )


@for_the_desk
@only("boards")
def boards(request: HttpRequest) -> HttpResponse:
    """All boards of the desk."""
    return _page(request, BoardForm())


@posted_at_the_desk
@only("boards")
def make(request: HttpRequest) -> HttpResponse:
    """A new board; its link is shown this once."""
    form = BoardForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    asked = {name: form.cleaned_data[name] for name in ("period", "clock", "team") if form.cleaned_data[name]}
    board, token = make_board(by=me(request), name=form.cleaned_data["name"], asked=asked, at=timezone.now())
    link = f"{settings.PUBLIC_URL}{reverse('board', args=[token])}"
    response = shown(request, "metrics/board_made.html", {"title": board.name, "link": link})
    add_never_cache_headers(response)
    return response


@posted_at_the_desk
@only("boards")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The link of a board opens nothing any more."""
    board = get_object_or_404(Board, pk=pk)
    revoke_board(board, by=me(request), at=timezone.now())
    told = {"name": board.name}
    messages.success(request, _("The link of “%(name)s” opens nothing any more.") % told)
    response = HttpResponseRedirect(reverse("reports:boards"))
    response.status_code = 303
    return response


def _page(request: HttpRequest, form: BoardForm, status: int = 200) -> HttpResponse:
    every = list(Board.objects.filter(revoked_at=None).select_related("maker"))
    teams = {str(pk): name for pk, name in names("team").items()}
    rows = [{"board": one, "lit": is_lit(one), "chosen": " · ".join(said(one.asked, teams))} for one in every]
    return shown(request, "metrics/boards.html", {"title": _("TV boards"), "rows": rows, "form": form}, status)
