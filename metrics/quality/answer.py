"""The checks answered: how many of how many, and what somebody should look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from metrics.quality.checks import CHECKS, Check, Find
from metrics.quality.scope import Scope


@dataclass(frozen=True)
class Result:
    """A check with its numbers: `k` of `n` tickets."""

    check: Check
    k: int
    n: int
    names: Sequence[str]

    @property
    def share(self) -> float | None:
        """Of 0 there is none."""
        return self.k / self.n if self.n else None

    @property
    def needs_a_look(self) -> bool:
        """Whether it is more than may be."""
        return self.check.looks is not None and self.k > self.check.looks * self.n


def results(scope: Scope) -> list[Result]:
    """Every check of the period; what several are of is counted once."""
    of: dict[Find, int] = {}
    found = []
    for check in CHECKS:
        if check.among not in of:
            of[check.among] = check.among(scope).count()
        names = check.names(scope) if check.names else ()
        found.append(Result(check, check.found(scope).count(), of[check.among], names))
    return found


def alarms(scope: Scope) -> Iterator[Check]:
    """Of the checks that are quick to ask and of which any is too many: those that find something."""
    return (check for check in CHECKS if check.quick and check.found(scope).exists())
