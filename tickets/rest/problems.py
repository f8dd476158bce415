"""Every error of the API as problem+json (RFC 9457), with a sentence that says what to do."""

from http import HTTPStatus

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as InvalidValue
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from tickets.actions.idempotency import KeyConflict, Mismatch
from tickets.actions.inputs import flat
from tickets.actions.record import Invalid, Stale
from tickets.rest.parsers import TooLarge
from tickets.rules.access import Denied
from tickets.rules.files import is_full
from tickets.rules.lifecycle import Forbidden

CONTENT_TYPE = "application/problem+json"
NOTHING_HERE = _("There is nothing here, or it is not yours to see. Check the address.")

DETAILS = {
    exceptions.NotAuthenticated: _("Sign in, or send Authorization: Api-Key PREFIX.SECRET."),
    exceptions.NotFound: NOTHING_HERE,
    Http404: NOTHING_HERE,
    PermissionDenied: _("You may not do this. Ask an administrator."),
    RequestDataTooBig: TooLarge.default_detail,
    SuspiciousOperation: _("This request cannot be read. Check its form."),
    InvalidValue: _("A value cannot be read. Check the query."),
    OperationalError: _("The database is busy. Nothing was stored; try again in a moment."),
}
STATUSES = {
    KeyConflict: 409,
    Denied: 403,
    Forbidden: 409,
    Http404: 404,
    Invalid: 409,
    InvalidValue: 400,
    Mismatch: 422,
    OperationalError: 503,
    PermissionDenied: 403,
    RequestDataTooBig: 413,
    Stale: 412,
    SuspiciousOperation: 400,
}
TRY_AGAIN = {KeyConflict: "1", OperationalError: "2"}


def handler(error, context):
    """The answer to an error that a view raised; None for one that is nobody's but ours (a 500)."""
    status = _status(error)
    if status is None:
        return None
    set_rollback()
    errors = list(_errors(error))
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": _detail(error, errors),
        "instance": context["request"].path,
    }
    if errors:
        problem["errors"] = errors
    return Response(problem, status, headers=_headers(error), content_type=CONTENT_TYPE)


def _status(error):
    if is_full(error):
        return 503
    if isinstance(error, exceptions.APIException):
        return error.status_code
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), None)


def _detail(error, errors):
    if errors:
        wrong = " ".join(f"{e['field']}: {e['message']}" for e in errors)
        return _("Mend what is wrong: %(wrong)s") % {"wrong": wrong}
    if is_full(error):
        return _("There is no room for this now. Nothing was stored; try again in a few minutes.")
    said = getattr(error, "detail", error)
    if isinstance(error, exceptions.APIException) and said != error.default_detail:
        return str(said)
    return str(next((DETAILS[kind] for kind in type(error).__mro__ if kind in DETAILS), said))


def _errors(error):
    if isinstance(error, exceptions.ValidationError):
        for field, message in flat(error.detail):
            yield {"field": field or "body", "message": message}
    elif isinstance(error, Invalid) and error.field:
        yield {"field": error.field, "message": str(error)}


def _headers(error):
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    if is_full(error):
        headers["Retry-After"] = "60"
    for kind, seconds in TRY_AGAIN.items():
        if isinstance(error, kind):
            headers["Retry-After"] = seconds
    return headers
