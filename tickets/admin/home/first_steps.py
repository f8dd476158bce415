"""What a new desk lacks before customers can be answered, for whoever sets it up: each step is told, and can be tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from config.health import LATEST
from tickets.actions.setup import first_steps
from tickets.admin.home import trials
from tickets.admin.shared import clock
from tickets.admin.shared.read_only import may_do, me
from tickets.models import CalendarVersion, ChannelAccount, FirstStep, Heartbeat, ServiceTarget
from tickets.rules.lifecycle import Channel

SHOW_AGAIN = "show-again"
HERE_ALONE = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Step:
    """A step: what it is, what is missing in one sentence, where it is done ("" where no page does it), and how it is tried."""

    name: str
    title: str | Lazy
    missing: str | Lazy
    page: str
    is_done: Callable[[datetime], bool]
    trial: Callable[[datetime], trials.Found]


@dataclass(frozen=True)
class ShownStep:
    """A step as it stands: `tried` is its last try."""

    name: str
    title: str
    missing: str
    link: str
    done: bool
    tried: FirstStep | None


def _has_mailbox(at: datetime) -> bool:
    return ChannelAccount.objects.filter(channel=Channel.EMAIL, active=True).exists()


def _is_alive(at: datetime) -> bool:
    return Heartbeat.objects.filter(name="tick", at__gte=at - LATEST["beat"]).exists()


def _is_public(at: datetime) -> bool:
    return urlsplit(settings.PUBLIC_URL).hostname not in HERE_ALONE


STEPS = (
    Step(
        "mailbox",
        gettext_lazy("Mailbox"),
        gettext_lazy("No mailbox is open: customers cannot write to you, nor be answered by mail."),
        "admin:tickets_mailbox_add",
        _has_mailbox,
        trials.mailboxes,
    ),
    Step(
        "hours",
        gettext_lazy("Opening hours"),
        gettext_lazy("Nobody has said when you are open: promises and waits are counted around the clock."),
        "admin:tickets_calendarversion_add",
        lambda at: CalendarVersion.objects.exists(),
        trials.hours,
    ),
    Step(
        "targets",
        gettext_lazy("Targets"),
        gettext_lazy("No target says how soon customers are answered: nothing is due until somebody promises it."),
        "admin:tickets_servicetarget_add",
        lambda at: ServiceTarget.objects.exists(),
        trials.targets,
    ),
    Step(
        "people",
        gettext_lazy("People"),
        gettext_lazy("Fewer than two people with a mail address can sign in."),
        "admin:tickets_user_add",
        lambda at: trials.who_can_sign_in().exclude(email="")[:2].count() == 2,
        trials.people,
    ),
    Step(
        "worker",
        gettext_lazy("Worker"),
        gettext_lazy("The worker does not run: mail is neither fetched nor sent, and nothing becomes overdue."),
        "",
        _is_alive,
        trials.worker,
    ),
    Step(
        "address",
        gettext_lazy("Public address"),
        gettext_lazy("Links in mails lead to an address that only this machine opens: set PUBLIC_URL."),
        "",
        _is_public,
        trials.public_address,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def steps(at: datetime) -> list[ShownStep]:
    """All of them while one is missing or did not go well; none once all are done, or once somebody put the list away."""
    tried = {row.name: row for row in FirstStep.objects.select_related("by")}
    if FirstStep.PUT_AWAY in tried and tried[FirstStep.PUT_AWAY].ok:
        return []
    shown = [_shown(step, tried.get(step.name), at) for step in STEPS]
    return [] if all(step.done for step in shown) else shown


def _shown(step: Step, tried: FirstStep | None, at: datetime) -> ShownStep:
    done = step.is_done(at)
    link = reverse(step.page) if step.page else ""
    missing = "" if done else str(step.missing)
    return ShownStep(step.name, str(step.title), missing, link, done and (tried is None or tried.ok), tried)


def put_away() -> FirstStep | None:
    """Who put the list away, and when; None while it is shown."""
    return FirstStep.objects.select_related("by").filter(name=FirstStep.PUT_AWAY, ok=True).first()


def first_step(request: HttpRequest, step: str) -> HttpResponse:
    """A press of the list: a step is tried, or the list is put away or shown again. Back to the list in any case."""
    if request.method != "POST" or not may_do(request.user, "set-up"):
        raise PermissionDenied
    said: dict[str, Any] = {"by": me(request), "at": clock.now(request)}
    if step in (FirstStep.PUT_AWAY, SHOW_AGAIN):
        first_steps.put_away(step == FirstStep.PUT_AWAY, **said)
    elif step in BY_NAME:
        found = BY_NAME[step].trial(said["at"])
        first_steps.tried(step, ok=found.ok, told=found.told, **said)
    else:
        raise Http404
    return redirect(f"{reverse('admin:index')}#first-steps")
