"""A digest as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Mapping
from typing import Any

from metrics.digests import Digest


def plain(digest: Digest) -> dict[str, Any]:
    """What is put away of a digest; its key and customer are the ticket's row's."""
    known_as = sorted(digest.known_as, key=str)
    told = {"start": digest.start, "counts": digest.counts, "known_as": known_as, **digest.sections}
    read_back: dict[str, Any] = json.loads(json.dumps(told))  # as a database gives it: lists for tuples
    return read_back


def read(key: str, number: int, customer: Hashable, told: Mapping[str, Any], sections: Collection[str]) -> Digest:
    """The digest that was put away, with the sections that are asked for."""
    return Digest(
        key=key,
        number=number,
        start=told["start"],
        counts=told["counts"],
        customer=customer,
        known_as=frozenset(told["known_as"]),
        sections={name: told[name] for name in sections},
    )
