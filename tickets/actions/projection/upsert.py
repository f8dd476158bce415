"""Rows written in bulk, whether they are there or not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from tickets.actions.change import BATCH


def upsert(model: type[models.Model], rows: Sequence[Any], *, keys: list[str], values: list[str]) -> None:
    """Insert rows, or change `values` of those that exist by `keys`: one statement for all."""
    if rows:
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=keys, update_fields=values, batch_size=BATCH
        )
