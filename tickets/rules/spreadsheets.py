"""Values as a spreadsheet may be given them: no text is taken for a formula."""

from __future__ import annotations

from typing import Any

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that a spreadsheet would calculate, or that hides such a beginning."""


def defused(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; numbers are left as they are."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
