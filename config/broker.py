"""Redis as seen from a request: worth a moment, never worth an error.

The database is the queue; a nudge only tells a worker to look now rather than at the next tick.
One breaker guards every use of Redis in this process: after a failure nobody tries again for
ten seconds, so a dead or frozen server costs one short wait and not one per request.
"""

import threading
import time
from functools import cache, partial

import redis
import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import pools
from kombu.exceptions import KombuError
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger(__name__)

# A server that accepts connections and never answers is waited for three times: on the pooled
# connection, and on two new ones. Together 0.6 s.
PATIENCE = {"socket_connect_timeout": 0.2, "socket_timeout": 0.2}
# A nudge that waited longer than this is void: the tick has done its work.
NUDGE_EXPIRES = 30
FAILURES = (redis.RedisError, KombuError, OSError)


class Breaker:
    """Open after a failure for `pause` seconds; then one caller tries while the others wait."""

    def __init__(self, pause=10.0):
        self.pause = pause
        self._lock = threading.Lock()
        self._open_until = 0.0

    def allows(self):
        """Whether to try now. A caller that may try after a pause is the only one."""
        with self._lock:
            now = time.monotonic()
            if now < self._open_until:
                return False
            if self._open_until:
                self._open_until = now + self.pause
            return True

    def failed(self):
        """Nobody tries for the length of the pause."""
        with self._lock:
            self._open_until = time.monotonic() + self.pause

    def worked(self):
        """Everybody may try."""
        self._open_until = 0.0


breaker = Breaker()


def nudge(task, *args):
    """Ask a worker to run `task` (a task or its name) with ids as `args`, once the transaction
    has committed. Best effort and bounded in time: a failure is logged and never raised."""
    transaction.on_commit(partial(_send, getattr(task, "name", task), args))


@cache
def _connection():
    """What the pool's connections are made like. A new one per nudge would cost 4 ms, not 0.7."""
    return current_app.connection_for_write(transport_options=PATIENCE)


def _send(name, args):
    if not breaker.allows():
        return
    try:
        with pools.producers[_connection()].acquire(timeout=0.2) as producer:
            current_app.send_task(name, args, producer=producer, expires=NUDGE_EXPIRES)
    except FAILURES as error:
        breaker.failed()
        log.warning("nudge_failed", task=name, error=type(error).__name__)
    else:
        breaker.worked()


def forget():
    """Forget what was learnt of the broker, as if this process had just begun."""
    breaker.worked()
    _connection.cache_clear()
    pools.reset()


def ping(seconds=0.5):
    """Whether the broker answers, in at most about `seconds` twice over."""
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=seconds,
        socket_timeout=seconds,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return bool(client.ping())
    except FAILURES:
        return False
    finally:
        client.close()
