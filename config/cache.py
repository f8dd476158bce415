"""The cache behind rate limits and presence: Redis, and this process's memory when it is away.

A limit that counts per process for a while is better than an error page or no limit at all.
Nothing that must last belongs in here.
"""

import json

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from config.broker import FAILURES, breaker

OPTIONS = {
    "socket_connect_timeout": 0.2,
    "socket_timeout": 0.2,
    "serializer": "config.cache.Json",
}


class Json:
    """Values as JSON: whoever can write to Redis must not be able to run code here. Whole
    numbers stay as they are, so that Redis can count them."""

    def dumps(self, value):
        """Text for Redis, or the number itself."""
        return value if type(value) is int else json.dumps(value)

    def loads(self, data):
        """What `dumps` was given; tuples come back as lists."""
        return json.loads(data)


class FallbackCache(BaseCache):
    """A Django cache that asks Redis under the breaker, and its own memory otherwise."""

    def __init__(self, location, params):
        super().__init__(params)
        self._redis = RedisCache(location, {**params, "OPTIONS": OPTIONS})
        self._memory = LocMemCache("fallback", params)

    def _call(self, method, *args, **kwargs):
        if breaker.allows():
            try:
                answer = getattr(self._redis, method)(*args, **kwargs)
            except FAILURES:
                breaker.failed()
            else:
                breaker.worked()
                return answer
        return getattr(self._memory, method)(*args, **kwargs)

    def add(self, key, value, *args, **kwargs):
        """Set unless it is there; says whether it was set."""
        return self._call("add", key, value, *args, **kwargs)

    def get(self, key, *args, **kwargs):
        """The value, or the default."""
        return self._call("get", key, *args, **kwargs)

    def set(self, key, value, *args, **kwargs):
        """Keep a value for a while."""
        return self._call("set", key, value, *args, **kwargs)

    def touch(self, key, *args, **kwargs):
        """Keep it for longer."""
        return self._call("touch", key, *args, **kwargs)

    def delete(self, key, *args, **kwargs):
        """Forget it."""
        return self._call("delete", key, *args, **kwargs)

    def incr(self, key, *args, **kwargs):
        """Count, in one step; ValueError if there is nothing to count."""
        return self._call("incr", key, *args, **kwargs)

    def has_key(self, key, *args, **kwargs):
        """Whether it is there."""
        return self._call("has_key", key, *args, **kwargs)

    def clear(self):
        """Forget what this process holds. Redis is left alone: the broker lives there too."""
        self._memory.clear()
