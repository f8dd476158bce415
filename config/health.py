"""What operators ask: does it live, does it work, how late is it.

Alive is this process alone. Ready is the whole loop: the database answers, the broker answers,
a tick has come through beat and worker lately, so has a sweep, no message waits too long, and
every mailbox has been looked into.

Anybody may ask whether. Why not, and all figures, are told to operators: to who asks from this machine, and to who
has the operators' token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector
from prometheus_client import generate_latest as exposition
from prometheus_client.registry import Collector

from config import broker
from config.throttling import client_address
from tickets.models import Heartbeat, Mailbox, Message

# Late is several missed beats, so that one slow task or a restart is no alarm.
LATEST = {
    "beat": timedelta(seconds=30),
    "sweep": timedelta(seconds=90),
    "outbox": timedelta(minutes=5),
    "mailboxes": timedelta(minutes=30),
}
# Shown with its reason, but no ground to take the desk from its users: somebody else's mail server.
ELSEWHERE = {"mailboxes"}


@dataclass(frozen=True)
class Check:
    """One answer: whether it is well, how old in seconds if that applies, and why not."""

    ok: bool
    age: float | None = None
    reason: str = ""

    def as_json(self):
        """Only what there is to say."""
        parts = {"ok": self.ok, "age": self.age, "reason": self.reason}
        return {name: value for name, value in parts.items() if value not in (None, "")}


def examine(now: datetime) -> dict[str, Check]:
    """Every check by name. Each one is bounded in time and none raises."""
    works = broker.ping()
    reason = "" if works else _("The broker does not answer; work is accepted and done later.")
    return {"broker": Check(works, reason=reason), **_examine_database(now)}


def _examine_database(now):
    try:
        beats = dict(Heartbeat.objects.values_list("name", "at"))
        unsent = Message.objects.oldest_unsent()
        unpolled = Mailbox.objects.longest_unpolled()
    except DatabaseError as error:
        return {"database": Check(False, reason=_("The database fails: %(error)s.") % {"error": type(error).__name__})}
    return {
        "database": Check(True),
        "beat": _heard("beat", beats.get("tick"), now),
        "sweep": _heard("sweep", beats.get("sweep"), now),
        "outbox": _aged("outbox", unsent, now) if unsent else Check(True, age=0.0),
        "mailboxes": _aged("mailboxes", unpolled, now) if unpolled else Check(True, age=0.0),
    }


def _heard(name, at, now):
    return _aged(name, at, now) if at else Check(False, reason=_("No %(name)s was ever seen.") % {"name": name})


def _aged(name, at, now):
    age, latest = now - at, LATEST[name]
    late = age > latest
    reason = _("Older than %(seconds).0f seconds.") % {"seconds": latest.total_seconds()} if late else ""
    return Check(not late, age=round(age.total_seconds(), 1), reason=reason)


def is_operator(request: HttpRequest) -> bool:
    """Whether the caller has the operators' token, or asks from this machine itself and through no proxy: behind one that
    nobody told us of (`PROXIES`) everybody seems to be this machine."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.OPERATOR_TOKEN and scheme.lower() == "bearer":
        return constant_time_compare(token.strip(), settings.OPERATOR_TOKEN)
    is_forwarded = any(header in request.headers for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"))
    try:
        return ip_address(client_address(request)).is_loopback and (settings.PROXIES > 0 or not is_forwarded)
    except ValueError:  # a socket of this machine has no address, nor has a forged one
        return False


class Figures(Collector):
    """The desk's figures as the clock last counted them."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self):
        """Nothing beforehand: it is collected once."""
        return []

    def collect(self):
        """Each family with its samples."""
        return import_string(settings.GAUGES)(self.now)


@require_safe
@never_cache
def live(request):
    """200 while this process answers at all."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def ready(request):
    """200 if everything works; otherwise 503, and for operators which check failed for what reason."""
    checks = examine(timezone.now())
    is_ready = all(check.ok for name, check in checks.items() if name not in ELSEWHERE)
    answer = {"ready": is_ready}
    if is_operator(request):
        answer["checks"] = {name: check.as_json() for name, check in checks.items()}
    return JsonResponse(answer, status=200 if is_ready else 503)


@require_safe
@never_cache
def prometheus(request):
    """The same checks for Prometheus, and the desk's figures. All but the process's own come from the database,
    so that it does not matter which of several web processes is asked."""
    if not is_operator(request):
        return HttpResponse(_("For operators: send their token, or ask from the machine itself."), "text/plain", 403)
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    ok = Gauge("followthrough_ok", "1 if the check is well", ["check"], registry=registry)
    age = Gauge(
        "followthrough_age_seconds",
        "Since the last tick and sweep, of the oldest unsent message, and of the mailbox polled last",
        ["check"],
        registry=registry,
    )
    now = timezone.now()
    for name, check in examine(now).items():
        ok.labels(name).set(check.ok)
        if check.age is not None:
            age.labels(name).set(check.age)
    registry.register(Figures(now))
    return HttpResponse(exposition(registry), content_type=CONTENT_TYPE_LATEST)
