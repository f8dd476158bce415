"""ETags: a ticket's version is its tag. What was read is not read again, and what was changed since is not overwritten."""

import re

from django.utils.http import parse_etags
from django.utils.translation import gettext_lazy as _
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response

from config import conditional

NUMBERED = re.compile(r'(?:W/)?"(\d{1,9})(?:\.[\d.]+)?"')


class NoSuchVersion(APIException):
    """An If-Match that no version of the ticket ever had."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _("If-Match names no version of this ticket. Read it again and send its ETag.")


def tag(version, *more):
    """The ETag of a version, and of whatever else the answer shows."""
    return f'"{".".join(str(part) for part in (version, *more))}"'


def expected_version(request):
    """The version that If-Match demands; None if the caller does not care. Errors: NoSuchVersion."""
    wanted = parse_etags(request.headers.get("If-Match", "*"))
    if wanted == ["*"]:
        return None
    found = NUMBERED.fullmatch(wanted[0]) if len(wanted) == 1 else None
    if not found:
        raise NoSuchVersion
    return int(found[1])


def unchanged(request, etag):
    """304 if what the caller has still holds; None if it does not. Errors: NoSuchVersion."""
    found = conditional.unchanged(request, etag)
    if found is not None and found.status_code == status.HTTP_412_PRECONDITION_FAILED:
        raise NoSuchVersion
    return found


def answer(etag, data):
    """An answer that may be asked for again, by its tag."""
    return Response(data, headers=conditional.headers(etag))
