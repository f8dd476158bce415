"""The clock of the desk's pages: read once for each request, however many parts of a page ask."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


def now(request: HttpRequest) -> datetime:
    """When this request was first asked about, the same for all of it."""
    if not hasattr(request, "desk_at"):
        request.desk_at = timezone.now()  # type: ignore[attr-defined]
    return request.desk_at  # type: ignore[attr-defined]
