"""A whole and its shares as a bar, with a key that is read without colour: each share's name, how much it is, and its percent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from metrics.reports import words


def pieces(
    amounts: Sequence[tuple[str, Any, int]], shown: Callable[[int], str], address: Callable[[str], str]
) -> list[dict[str, Any]]:
    """The pieces of a bar of 100, each of a name, a title and an amount.

    `shown`: an amount as it is read. `address`: where the tickets behind a piece are listed.
    """
    whole, x, found = sum(n for _name, _title, n in amounts), 0.0, []
    for name, title, n in amounts:
        wide = 100 * n / whole if whole else 0.0
        piece = {"name": name, "title": title, "n": n, "shown": shown(n), "link": address(name)}
        share = words.percent(n / whole) if whole else ""
        found.append(piece | {"share": share, "x": round(x, 2), "wide": round(wide, 2)})
        x += wide
    return found
