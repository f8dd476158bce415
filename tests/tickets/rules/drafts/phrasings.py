"""Drafts to hold the rules against: lists of phrasings, one a line, by language."""

from pathlib import Path

LISTS = Path(__file__).with_name("phrases")


def rows(name):
    """The rows of a list, each split at its tabs."""
    lines = (LISTS / f"{name}.txt").read_text().splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def texts(block):
    """The lines of a text that is written in a test."""
    return [line.strip() for line in block.strip().splitlines()]
