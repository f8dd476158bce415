"""Who is writing: between processes by Redis, for some seconds, and no error without it."""

from config import presence


def test_it_is_known_between_processes_and_forgotten(redis_server):
    presence.writes(7, "desk")
    assert presence.is_writing(7, "desk")
    assert not presence.is_writing(7, "visitor")
    assert not presence.is_writing(8, "desk")
    [key] = redis_server.client().keys("*writing:7*")
    assert 0 < redis_server.client().ttl(key) <= presence.LASTS
    presence.stopped(7, "desk")
    assert not presence.is_writing(7, "desk")


def test_without_redis_nothing_breaks():
    presence.writes(7, "desk")
    presence.stopped(7, "desk")
    assert not presence.is_writing(7, "desk")
