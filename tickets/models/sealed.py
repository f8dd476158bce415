"""Secrets that we must be able to say again, such as a mailbox's password: encrypted at rest, never shown.

The key is derived from SECRET_KEY. What was sealed under one of SECRET_KEY_FALLBACKS still opens, and is sealed under
the new key when its row is next saved. Secrets that others must present to us are kept as fingerprints instead.
"""

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac


class SealedField(models.TextField):
    """A text that the database holds encrypted. One that no key opens any more reads as empty: it must be given anew."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        """The plain text."""
        if not value:
            return value
        try:
            return _box().decrypt(value.encode()).decode()
        except InvalidToken:
            return ""

    def get_prep_value(self, value: Any) -> Any:
        """What is stored."""
        text = super().get_prep_value(value)
        return _box().encrypt(text.encode()).decode() if text else text


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (salted_hmac("tickets.sealed", "", secret=key, algorithm="sha256").digest() for key in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
