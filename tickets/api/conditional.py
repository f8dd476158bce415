"""ETags: a ticket's version is its tag. What was read is not read again, and what was changed since is not overwritten."""

import re

from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.response import Response

NUMBERED = re.compile(r'(?:W/)?"(\d{1,9})(?:\.[\d.]+)?"')


class NoSuchVersion(APIException):
    """An If-Match that no version of the ticket ever had."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "If-Match names no version of this ticket. Read it again and send its ETag."


def tag(version, *more):
    """The ETag of a version, and of whatever else the answer shows."""
    return f'"{".".join(str(part) for part in (version, *more))}"'


def expected_version(request):
    """The version that If-Match demands; None if the caller does not care. Errors: NoSuchVersion."""
    wanted = request.headers.get("If-Match", "*").strip()
    if wanted == "*":
        return None
    found = NUMBERED.fullmatch(wanted)
    if not found:
        raise NoSuchVersion
    return int(found[1])


def is_known(request, etag):
    """Whether the caller has this already."""
    known = request.headers.get("If-None-Match", "")
    return "*" in known.split() or etag in [value.strip().removeprefix("W/") for value in known.split(",")]


def answer(etag, data):
    """An answer that may be asked for again, by its tag."""
    return Response(data, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


def unchanged(etag):
    """304: what you have still holds."""
    return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag})
