"""Checks that the database keeps by itself: a field with choices holds one of them, whoever writes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CheckConstraint, Q


def one_of(model: str, field: str, choices: Iterable[Any], *, or_empty: bool = False) -> CheckConstraint:
    """The field holds one of its choices, given as values or as (value, label) pairs; `or_empty`: or nothing.

    NULL passes where the field allows it.
    """
    values = [choice[0] if isinstance(choice, tuple) else choice for choice in choices]
    known = sorted({str(value) for value in values} | ({""} if or_empty else set()))
    return CheckConstraint(condition=Q(**{f"{field}__in": known}), name=f"{model}_{field}_is_known")
