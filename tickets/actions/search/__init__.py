"""Searching: what is looked into, kept up by the clock, and what is found there."""
