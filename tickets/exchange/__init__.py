"""Histories of other systems, translated into the history format. Plain Python: nothing is written to the desk here."""
