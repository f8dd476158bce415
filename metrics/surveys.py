"""The three surveys and their scales (definitions 5 and 6)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Survey:
    """Its name, its scale, the highest score that opens a follow-up (definitions 5), and the lowest that is a good one."""

    name: str
    lowest: int
    highest: int
    low: int
    good: int


CSAT = Survey("csat", lowest=1, highest=5, low=2, good=4)
NPS = Survey("nps", lowest=0, highest=10, low=6, good=9)
CES = Survey("ces", lowest=1, highest=7, low=3, good=5)
SURVEYS = (CSAT, NPS, CES)
