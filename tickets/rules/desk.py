"""What the desk agreed to: opening hours, limits and targets, in the shape of a desk file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tickets.rules.business_time import Calendar

HOUR = 3600
T = TypeVar("T")
METRICS = ("first_response", "next_response", "update", "resolution", "resolution_net")


class InvalidDesk(ValueError):
    """A desk file that cannot be used; the text says what to mend."""


@dataclass(frozen=True)
class Policy:
    """The limits of stalled follow-ups and promises, in business hours (definitions 3)."""

    promise_bh: int = 8
    r2_bh: int = 16
    r3_bh: int = 12
    r4_bh: int = 2
    r5_bh: int = 24

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Policy:
        """Limits by name; what is not named keeps its default. Errors: InvalidDesk for an unknown name or no number."""
        for name, value in data.items():
            if name not in cls.__dataclass_fields__:
                raise InvalidDesk(f"policy: unknown limit {name!r}")
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise InvalidDesk(f"policy: {name} must be a number of business hours")
        return cls(**data)


@dataclass(frozen=True)
class Target:
    """At most `target_s` seconds on a clock ("business" or "calendar"); equal is met (definitions 1.7)."""

    target_s: int
    clock: str


@dataclass(frozen=True)
class Desk:
    """Everything a replay needs to know about the desk.

    `policies` and `targets` are pairs of (valid from, value) in ascending order of Unix seconds; None is "from ever".
    """

    calendar: Calendar
    policies: tuple[tuple[int | None, Policy], ...] = ((None, Policy()),)
    targets: Mapping[str, tuple[tuple[int | None, Target], ...]] = field(default_factory=dict)

    def policy(self, at: int) -> Policy:
        """The limits that hold at an instant; before the first version the first holds."""
        return _valid(self.policies, at) or self.policies[0][1]

    def target(self, metric: str, at: int) -> Target | None:
        """The target that a clock starting at an instant takes, or None when the desk has none."""
        return _valid(self.targets.get(metric, ()), at)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Desk:
        """A desk file: {"calendar", "policy", "targets"}. Errors: InvalidDesk, InvalidCalendar."""
        targets = {name: ((None, _target(name, value)),) for name, value in data.get("targets", {}).items()}
        return cls(Calendar.from_json(data["calendar"]), ((None, Policy.from_json(data.get("policy", {}))),), targets)


def _target(metric: str, value: Mapping[str, Any]) -> Target:
    if metric not in METRICS:
        raise InvalidDesk(f"targets: unknown target {metric!r}")
    if value.get("clock") not in ("business", "calendar"):
        raise InvalidDesk(f"targets: {metric} needs the clock business or calendar")
    return Target(int(value["target_s"]), value["clock"])


def _valid(versions: Iterable[tuple[int | None, T]], at: int) -> T | None:
    found: T | None = None
    for since, value in versions:
        if since is None or since <= at:
            found = value
    return found
