"""Rate limits: so many requests per address, per key and per target in a window of time.

The counters go up in one atomic step, so a hundred requests at once are counted as a hundred
(DRF's own throttles read a list, append and write it back). Without Redis each process counts
for itself; nothing here ever fails a request.
"""

import math
import time
from hashlib import sha256
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.core.cache import cache
from rest_framework.throttling import BaseThrottle, SimpleRateThrottle

A_DAY = 24 * 60 * 60
OF_ONE_CUSTOMER = (
    64  # bits of an IPv6 address that a provider gives out; the rest their owner chooses, as often as they like
)


def client_address(request):
    """The address that the request came from, through as many proxies as are our own.

    Further entries of X-Forwarded-For were written by the client and prove nothing."""
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.PROXIES
    if not proxies or not hops[0].strip():
        return request.META.get("REMOTE_ADDR", "")
    return hops[-min(proxies, len(hops))].strip()


def counted_address(request):
    """Whom limits count as one: an IPv4 address, or the whole /64 network of an IPv6 address."""
    address = client_address(request)
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:  # it was written by the client
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, OF_ONE_CUSTOMER), strict=False).network_address)


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
        return None if request.user.is_authenticated else counted_address(request)


def uploads_are_full(request):
    """Whether a stranger's files are more than an address, or all strangers together, may send in a day. What is refused was
    not read, and counts all the same, as announced."""
    size = _announced(request)
    if not size:
        return False
    of_address = count("uploads", counted_address(request), A_DAY, size)
    return of_address > settings.UPLOADS_PER_ADDRESS or count("uploads", "all", A_DAY, size) > settings.UPLOADS_PER_DAY


def _announced(request):
    """The bytes of a request that brings files; 0 for any other."""
    if request.method != "POST" or not (request.content_type or "").startswith("multipart/"):
        return 0
    announced = request.META.get("CONTENT_LENGTH") or "0"
    return int(announced) if announced.isascii() and announced.isdigit() else 0


def _key_or_account(request):
    """What names a known caller: their key, or the account behind a session."""
    key = getattr(request.auth, "pk", None)
    return f"key-{key}" if key else f"user-{request.user.pk}"


class Uploads(BaseThrottle):
    """Files, in bytes a day: strangers' by address, others' by key or account."""

    def allow_request(self, request, view):
        """Whether this one is still within its quotas."""
        if not request.user.is_authenticated:
            return not uploads_are_full(request)
        size = _announced(request)
        return not size or count("uploads", _key_or_account(request), A_DAY, size) <= settings.UPLOADS_PER_KEY

    def wait(self):
        """Seconds until the next day begins."""
        return math.ceil(A_DAY - time.time() % A_DAY)


class PerKey(Counter):
    """Programs and agents, by their API key or their account."""

    scope = "key"

    def ident(self, request, view):
        """The key, or the account behind a session."""
        return _key_or_account(request) if request.user.is_authenticated else None


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
