"""A ticket's page."""
