"""Macros in use: their words with the values in place, and how often each is used."""
