"""The addresses of the list beside the list itself."""

from __future__ import annotations

from typing import Any


def list_addresses(desk: Any) -> list[Any]:
    """Each for who has signed in."""
    return []
