"""Mails that could not be read, and mails that go out."""
