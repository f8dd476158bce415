"""The definitions as a page lists them: each report's with its headline figures, its versions and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.definitions.versions import COUNTING, RULES, Change, Version, moved
from metrics.overview.headlines import HEADLINES, Headline
from metrics.sheets import FAMILIES, Family, Sheet


@dataclass(frozen=True)
class Defined:
    """A report's figures: what they mean, the headlines among them, and what changed them by which version."""

    sheet: Sheet
    headlines: Sequence[Headline]
    by_rules: Sequence[tuple[Version, Change]]
    by_counting: Sequence[tuple[Version, Change]]


def defined() -> list[tuple[Family, list[Defined]]]:
    """Every definition, by families, as the reports are named."""
    return [(family, [_of(sheet) for sheet in family.sheets]) for family in FAMILIES]


def _of(sheet: Sheet) -> Defined:
    headlines = [headline for headline in HEADLINES if headline.report == sheet.name]
    return Defined(sheet, headlines, moved(sheet.name, RULES), moved(sheet.name, COUNTING))
