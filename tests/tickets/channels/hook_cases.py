"""Published webhooks of mail providers, put together as each provider posts them."""

import json
from urllib.parse import urlencode

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
SIGNED = {"timestamp": "1461261330", "token": "t", "signature": ""}  # what Mailgun adds to a form
BOUNDARY = "xYzZY"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


def multipart(fields):
    """A form's fields as browsers and providers send them."""
    parts = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return f"{parts}--{BOUNDARY}--\r\n".encode()


def form(fields):
    """A form without files."""
    return urlencode(fields, doseq=True).encode()


def posted(provider, payload):
    """(content type, body) of a case's webhook."""
    said = payload.get("raw_event", payload.get("raw_events", payload.get("payload")))
    if provider == "amazon_ses":
        sns = {**payload["raw_sns_message"], "Message": json.dumps(payload["raw_ses_event"])}
        return "text/plain; charset=UTF-8", json.dumps(sns).encode()
    if provider == "mandrill":
        events = said if isinstance(said, list) else [said]
        return FORM, form({"mandrill_events": json.dumps(events)})
    if provider in ("mailgun", "sendgrid") and isinstance(said, dict) and "event-data" not in said:
        return (MULTIPART, multipart(said)) if provider == "sendgrid" else (FORM, form(SIGNED | said))
    if provider == "brevo" and "event" not in said:
        said = {"items": [said]}
    if provider == "sparkpost" and isinstance(said, dict):
        said = [said]
    return JSON, json.dumps(said).encode()


def cases(folder, kind):
    """Each published case of a kind ("inbound" or "webhooks"): provider, its name, and what it says and is."""
    for path in sorted(folder.glob(f"*_{kind}.json")):
        for case in json.loads(path.read_text()):
            yield path.name.removesuffix(f"_{kind}.json"), case
