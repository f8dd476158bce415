"""The history of a ticket's page: rows, badges, changes, silences."""
