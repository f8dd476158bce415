"""Rate limits: so many requests per address, per key and per target in a window of time.

The counters go up in one atomic step, so a hundred requests at once are counted as a hundred
(DRF's own throttles read a list, append and write it back). Without Redis each process counts
for itself; nothing here ever fails a request.
"""

import math
import time
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

A_DAY = 24 * 60 * 60


def client_address(request):
    """The address that the request came from, through as many proxies as are our own.

    Further entries of X-Forwarded-For were written by the client and prove nothing."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.PROXIES
    if not proxies or not hops[0].strip():
        return request.META.get("REMOTE_ADDR", "")
    return hops[-min(proxies, len(hops))].strip()


def count(scope, ident, seconds, more=1):
    """Count one more, or so many, and say how many there are in the current window of so many `seconds`."""
    window = int(time.time() // seconds)
    # What a stranger wrote in the address may hold anything; a key may not.
    fingerprint = sha256(ident.encode(errors="replace")).hexdigest()[:32]
    key = f"rate:{scope}:{fingerprint}:{window}"
    # Kept for two windows: a counter never expires between the two steps below.
    if cache.add(key, more, timeout=2 * seconds):
        return more
    try:
        return cache.incr(key, more)
    except ValueError:  # Redis has gone, or come back, in between
        cache.set(key, more, timeout=2 * seconds)
        return more


class Counter(SimpleRateThrottle):
    """A throttle over `count`; a subclass says who or what is counted, or None."""

    def allow_request(self, request, view):
        """Whether this request is still within the rate."""
        ident = self.ident(request, view)
        if ident is None:
            return True
        return count(self.scope, ident, self.duration) <= self.num_requests

    def wait(self):
        """Seconds until the next window begins."""
        return math.ceil(self.duration - time.time() % self.duration)

    def ident(self, request, view):
        """Who or what is counted; None is not counted."""
        raise NotImplementedError


class PerAddress(Counter):
    """Strangers, by the address that they come from."""

    scope = "address"

    def ident(self, request, view):
        """The address, unless somebody is known by a key or a session."""
        return None if request.user.is_authenticated else client_address(request)


def uploads_are_full(request):
    """Whether a stranger's files are more than an address, or all strangers together, may send in a day. What is refused was
    not read, and counts all the same, as announced."""
    if request.method != "POST" or not (request.content_type or "").startswith("multipart/"):
        return False
    announced = request.META.get("CONTENT_LENGTH") or "0"
    size = int(announced) if announced.isascii() and announced.isdigit() else 0
    of_address = count("uploads", client_address(request), A_DAY, size)
    return of_address > settings.UPLOADS_PER_ADDRESS or count("uploads", "all", A_DAY, size) > settings.UPLOADS_PER_DAY


class Uploads(BaseThrottle):
    """Strangers' files, in bytes a day."""

    def allow_request(self, request, view):
        """Whether this one is still within both quotas."""
        return request.user.is_authenticated or not uploads_are_full(request)

    def wait(self):
        """Seconds until the next day begins."""
        return math.ceil(A_DAY - time.time() % A_DAY)


class PerKey(Counter):
    """Programs and agents, by their API key or their account."""

    scope = "key"

    def ident(self, request, view):
        """The key, or the account behind a session."""
        if not request.user.is_authenticated:
            return None
        key = getattr(request.auth, "pk", None)
        return f"key-{key}" if key else f"user-{request.user.pk}"


class PerTarget(Counter):
    """What strangers write to, by whatever names it in the address: many senders together must
    not flood one request. A view without such a name may answer `throttle_target(request)`."""

    scope = "target"

    def ident(self, request, view):
        """The target of a stranger's write."""
        if request.user.is_authenticated or request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if hasattr(view, "throttle_target"):
            return view.throttle_target(request)
        return ":".join(str(value) for _, value in sorted(view.kwargs.items())) or None
