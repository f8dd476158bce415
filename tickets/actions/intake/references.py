"""What customers call their ticket: random, unguessable, and readable over the phone."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else when read aloud


def new_reference() -> str:
    """FT-7KQ2-9XMD: about 6.5 * 10^11 of them. The signed token protects a page, not the reference."""
    one, two = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(2))
    return f"FT-{one}-{two}"
