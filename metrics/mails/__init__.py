"""Mails of figures by the clock: when they are due, what they say, and how they leave."""
