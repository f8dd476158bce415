"""The board itself, for a screen that nobody has signed in at: whoever has its link sees it, until it is revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from config.throttling import count, counted_address
from metrics.actions.boards import is_lit, note_seen, opened_by
from metrics.audience import tickets_of
from metrics.boards.figures import Shown, figures
from metrics.boards.held import kept
from metrics.models import Board
from metrics.reading import StoryReader
from metrics.reports.asking import ReportForm
from tickets.models.history import current_desk

A_MINUTE = 60
REQUESTS_A_MINUTE = 120  # from one address: as of the customers' page
PAGE, FIGURES = "metrics/board/page.html", "metrics/board/figures.html"


def _behind_the_link(template: str) -> Callable[[HttpRequest, str], HttpResponse]:
    """What a token opens, as a whole page or as the piece of it that is refreshed. There is no session and no cookie."""

    @require_safe
    @sensitive_variables()
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        if count("board", counted_address(request), A_MINUTE) > REQUESTS_A_MINUTE:
            return _answer(request, template, {"dark": _("This was too often. Wait a minute.")}, 429)
        board = opened_by(token)
        if board is None:
            return _answer(
                request,
                template,
                {"dark": _("This link does not open anything: it was revoked, or a part is missing.")},
                404,
            )
        return _of_a_board(request, template, board, timezone.now())

    return guarded


def _of_a_board(request: HttpRequest, template: str, board: Board, at: datetime) -> HttpResponse:
    note_seen(board, at=at)
    if not is_lit(board):
        told = _("This board is dark: whoever made it may not show these figures any more.")
        return _answer(request, template, {"dark": told}, 403)
    question = ReportForm(board.asked, desk=current_desk(at), at=at)
    if not question.is_valid():
        told = _("This board is dark: its team or its period is not there any more. Make another board.")
        return _answer(request, template, {"dark": told}, 403)
    shown = kept(board, at, lambda: _counted(board, question))
    context = {"board": board, "shown": shown}
    return _answer(request, template, context, 200 if shown else 202)


def _counted(board: Board, question: ReportForm) -> Shown:
    among = tickets_of(board.maker)
    return figures(question, StoryReader(question.desk, question.until, question.known_at, among=among))


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Neither kept by a cache between us, nor found by a search engine, nor told to anybody as where one came from."""
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


page = _behind_the_link(PAGE)
piece = _behind_the_link(FIGURES)
