"""Boards: made with a link that is shown once, opened by it, and revoked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Q

from metrics.models import Board
from tickets.actions.record import permit
from tickets.actions.setup.accounts import fingerprint
from tickets.models import User
from tickets.rules.access import may, role_of

SEEN_EVERY = timedelta(minutes=1)  # however many screens show a board, it is noted so often
LONGEST = 100  # characters of a token


def make_board(*, by: User, name: str, asked: Mapping[str, str], at: datetime) -> tuple[Board, str]:
    """A board, and the token of its link, which is shown this once."""
    permit(by, "boards")
    token = secrets.token_urlsafe(32)
    board = Board.objects.create(name=name, maker=by, asked=dict(asked), token_hash=fingerprint(token), made_at=at)
    return board, token


def revoke_board(board: Board, *, by: User, at: datetime) -> None:
    """Its link opens nothing from now on, on no screen. Whoever makes boards may revoke any: a link may be in wrong hands."""
    permit(by, "boards")
    Board.objects.filter(pk=board.pk, revoked_at=None).update(revoked_at=at)


def opened_by(token: str) -> Board | None:
    """The board that a link opens; None if it opens nothing, whatever the reason."""
    if len(token) > LONGEST:
        return None
    return Board.objects.select_related("maker").filter(token_hash=fingerprint(token), revoked_at=None).first()


def is_lit(board: Board) -> bool:
    """Whether its maker still works here and may still show figures to everybody in the room."""
    return board.maker.is_active and may(role_of(board.maker), "boards")


def note_seen(board: Board, *, at: datetime) -> None:
    """A screen shows it."""
    due = Q(seen_at=None) | Q(seen_at__lt=at - SEEN_EVERY)
    Board.objects.filter(due, pk=board.pk).update(seen_at=at)
