"""Which rules wrote a ticket's rows."""

RULES_VERSION = 4
"""Raise it with every change of a rule or a kind of event that lets an old history say something else.

Rows of another version are read, compared with their events and made true: by the next thing that happens to the ticket, by
the sweep little by little, or at once by `manage.py rebuild_tickets`.
"""
