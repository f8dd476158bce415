"""Somebody with the widget open, as its interface sees them; and the tokens by which a site vouches for somebody."""

import hmac
import json
from base64 import urlsafe_b64encode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

SESSIONS = "/api/v1/channels/chat/demo/sessions"


class Visitor:
    """Opens a chat of the widget "demo", writes to it and looks into it."""

    def __init__(self, client, sessions=SESSIONS, **opening):
        self.client = client
        self.opened = client.post(sessions, opening, content_type="application/json")
        told = self.opened.json()
        self.session, self.key = told.get("session"), told.get("key")
        self.url = f"{sessions}/{self.session}/messages"

    def say(self, text, client_id="1", **more):
        """Post words."""
        return self.post("messages", text=text, client_id=client_id, **more)

    def send(self, *files, client_id="1", **more):
        """Post files: pairs of a name and content."""
        uploads = [SimpleUploadedFile(name, content) for name, content in files]
        body = {"client_id": client_id, "files": uploads, **more}
        return self.client.post(self.url, body, headers={"X-Chat-Key": self.key})

    def look(self, after=0, typing="", **headers):
        """Ask what is new."""
        query = f"?after={after}{'&typing=1' if typing else ''}"
        return self.client.get(f"{self.url}{query}", headers={"X-Chat-Key": self.key, **headers})

    def texts(self):
        """The words of the chat."""
        return [line["text"] for line in self.look().json()["messages"]]

    def post(self, what, **body):
        """Post to the session."""
        url = self.url.replace("/messages", f"/{what}")
        return self.client.post(url, body, content_type="application/json", headers={"X-Chat-Key": self.key})

    def get(self, what):
        """Get something of the session."""
        return self.client.get(self.url.replace("/messages", f"/{what}"), headers={"X-Chat-Key": self.key})


def token(secret, *, head=None, lasts=300, **claims):
    """A token as a site's server makes it, with whatever is wrong with it."""
    told = {"aud": "demo", "sub": "mia-7", "exp": int(timezone.now().timestamp()) + lasts, **claims}
    parts = [head or {"alg": "HS256", "typ": "JWT"}, {name: value for name, value in told.items() if value is not None}]
    signed = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{encoded(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def encoded(value):
    """Base64 as tokens write it."""
    return urlsafe_b64encode(value).decode().rstrip("=")
