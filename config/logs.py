"""Structured logs: JSON in production, readable lines on one's own machine.

A log is kept longer and read by more people than a ticket, so it carries ids and never what
people wrote or who they are. Use it so: `log.info("ticket_resolved", ticket=ticket.pk)`.
"""

import logging.config
import time
import uuid

import structlog

LEFT_OUT = "[left out]"
# What a field may not carry into the log, whatever the code that writes it intends.
CONTENTS = """
    text body content subject html transcript note answer comment query params data payload raw
    name email phone handle address sender recipient to cc bcc
    password secret token key authorization cookie
"""
FORBIDDEN = frozenset(CONTENTS.split())
LONGEST = 500

access = structlog.get_logger("followthrough.request")


def without_contents(_, __, event):
    """A structlog processor: contents are left out by name, and nothing is long."""
    for field, value in event.items():
        if field in FORBIDDEN:
            event[field] = LEFT_OUT
        elif isinstance(value, str) and len(value) > LONGEST and field != "exception":
            event[field] = value[:LONGEST] + " ..."
    return event


def without_rows(_, __, event):
    """A structlog processor: PostgreSQL's errors quote the row that they refuse."""
    if "exception" in event:
        lines = event["exception"].splitlines()
        event["exception"] = "\n".join(x for x in lines if not x.startswith("DETAIL:"))
    return event


# What happens to every line, our own and those of Django, Celery and the libraries.
SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_contents,
]


def logging_options(*, level, as_json):
    """A dictConfig: one handler to standard error."""
    if as_json:
        # As text: the structured form would carry every local variable, and so the contents.
        last = [
            structlog.processors.format_exc_info,
            without_rows,
            structlog.processors.JSONRenderer(),
        ]
    else:
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"structured": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django's own line about a 4xx or 5xx repeats ours; what failed still comes through.
        "loggers": {"django.request": {"level": "ERROR"}},
    }


def configure(options):
    """Called by Django with LOGGING, before any app is loaded."""
    logging.config.dictConfig(options)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class RequestLog:
    """Middleware: one line per request, and its id on every line that it causes.

    The route is logged and not the path or the query: those may hold a customer's token."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            access.info("request", **_outcome(request, response, started))
        finally:
            structlog.contextvars.clear_contextvars()
        return response


def _outcome(request, response, started):
    match = request.resolver_match
    return {
        "method": request.method,
        "route": match.route if match else "",
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - started), 1),
    }
