"""Logs carry ids, not contents, and one request can be followed through all of its lines."""

import io
import json
import logging

import pytest
import structlog
from django.test import RequestFactory

from config.logs import LEFT_OUT, RequestLog, configure, logging_options


@pytest.fixture
def lines(settings):
    """Everything that is logged during a test, as production writes it."""
    configure(logging_options(level="INFO", as_json=True))
    [handler] = [h for h in logging.root.handlers if type(h) is logging.StreamHandler]
    handler.setStream(stream := io.StringIO())
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    configure(settings.LOGGING)


def test_a_line_is_one_json_object_with_its_time(lines):
    structlog.get_logger("desk").info("ticket_resolved", ticket=1042)
    [line] = lines()
    assert (line["event"], line["ticket"], line["level"]) == ("ticket_resolved", 1042, "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("field", ["text", "subject", "email", "phone", "name", "token", "secret"])
def test_contents_are_left_out_whoever_logs_them(lines, field):
    structlog.get_logger("desk").info("message_received", **{field: "Anna, 030 1234"})
    assert lines()[0][field] == LEFT_OUT


def test_nothing_is_long(lines):
    structlog.get_logger("desk").info("seen", what="x" * 10_000)
    assert len(lines()[0]["what"]) < 600


def test_libraries_write_the_same_form(lines):
    logging.getLogger("celery.worker").warning("lost %s", "a child")
    assert lines()[0]["event"] == "lost a child"


def test_a_traceback_shows_neither_rows_nor_local_variables(lines):
    words = "duplicate\nDETAIL:  Key (email)=(anna@example.com) already exists."
    try:
        raise ValueError(words)
    except ValueError:
        structlog.get_logger("desk").exception("failed")
    [line] = lines()
    assert "ValueError: duplicate" in line["exception"]
    assert "anna@example.com" not in line["exception"]


def test_a_request_is_one_line_without_path_or_query(lines, client):
    client.get("/healthz?t=a-customers-token")
    [line] = [line for line in lines() if line["event"] == "request"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "healthz", 200)
    assert "a-customers-token" not in json.dumps(lines())


def test_every_line_of_a_request_has_its_id_and_later_ones_do_not(lines):
    log = structlog.get_logger("desk")

    def view(request):
        log.info("inside")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        RequestLog(view)(RequestFactory().get("/"))
    log.info("outside")
    inside, outside = lines()
    assert len(inside["request"]) == 32
    assert "request" not in outside
