"""The overview and the pages of reports: what each is called, and its address with what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from metrics.sheets import SHEETS

OVERVIEW = "overview"


def is_page(page: str) -> bool:
    """Whether there is such a page."""
    return page == OVERVIEW or page in SHEETS


def title_of(page: str) -> str:
    """What a page is called."""
    return _("Overview") if page == OVERVIEW else str(SHEETS[page].title)


def address_of(page: str, asked: Mapping[str, Any]) -> str:
    """The page's address, without the desk's own name."""
    path = reverse("reports:overview") if page == OVERVIEW else reverse("reports:report", args=[page])
    return f"{path}?{urlencode(asked)}" if asked else path
