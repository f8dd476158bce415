"""A mail as JSON: what `manage.py parse_email` prints, and what the parsing process sends back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from tickets.channels.email.authentication import AuthResults
from tickets.channels.email.automatic import Bounce
from tickets.channels.email.calendar_invite import Invitation
from tickets.channels.email.headers import MailAddress
from tickets.channels.email.parse import Mail
from tickets.channels.email.parts import MailFile

NESTED = ("sender", "reply_to", "to", "cc", "authentication", "bounce", "files", "invitation")


def printed(mail: Mail) -> dict[str, Any]:
    """The fields that are promised, without the files' bytes."""
    bounce = mail.bounce
    return {
        "from": asdict(mail.sender) if mail.sender else None,
        "to": [asdict(address) for address in mail.to],
        "cc": [asdict(address) for address in mail.cc],
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": list(mail.references),
        "date": mail.date,
        "automatic": mail.automatic,
        "bounce": {key: value for key, value in asdict(bounce).items() if key != "original_id"} if bounce else None,
        "text": mail.text,
        "reply": mail.reply,
        "html": mail.html,
        "attachments": [
            {"name": f.name, "type": f.type, "size": len(f.content), "inline": f.inline, "sha256": f.sha256}
            for f in mail.files
        ],
    }


def unread(reason: str) -> dict[str, Any]:
    """The same fields of a mail that cannot be read: nothing is known."""
    return {
        "unreadable": reason,
        "from": None,
        "to": [],
        "cc": [],
        "subject": "",
        "message_id": "",
        "in_reply_to": "",
        "references": [],
        "date": None,
        "automatic": False,
        "bounce": None,
        "text": "",
        "reply": "",
        "html": False,
        "attachments": [],
    }


def packed(mail: Mail) -> tuple[dict[str, Any], list[bytes]]:
    """Everything, the files' bytes apart."""
    fields = {name: value for name, value in vars(mail).items() if name not in NESTED}
    return {
        **fields,
        "sender": asdict(mail.sender) if mail.sender else None,
        "reply_to": [asdict(address) for address in mail.reply_to],
        "to": [asdict(address) for address in mail.to],
        "cc": [asdict(address) for address in mail.cc],
        "authentication": asdict(mail.authentication) if mail.authentication else None,
        "bounce": asdict(mail.bounce) if mail.bounce else None,
        "invitation": asdict(mail.invitation) if mail.invitation else None,
        "files": [{"name": f.name, "type": f.type, "inline": f.inline, "content_id": f.content_id} for f in mail.files],
    }, [f.content for f in mail.files]


def unpacked(fields: dict[str, Any], contents: Sequence[bytes]) -> Mail:
    """The mail again."""
    return Mail(
        **{
            **fields,
            "sender": MailAddress(**fields["sender"]) if fields["sender"] else None,
            "named": tuple(fields["named"]),
            "reply_to": tuple(MailAddress(**address) for address in fields["reply_to"]),
            "to": tuple(MailAddress(**address) for address in fields["to"]),
            "cc": tuple(MailAddress(**address) for address in fields["cc"]),
            "mailboxes": tuple(fields["mailboxes"]),
            "references": tuple(fields["references"]),
            "authentication": _noted(fields["authentication"]),
            "bounce": Bounce(**fields["bounce"]) if fields["bounce"] else None,
            "invitation": Invitation(**fields["invitation"]) if fields["invitation"] else None,
            "files": tuple(
                MailFile(content=content, **file) for file, content in zip(fields["files"], contents, strict=True)
            ),
        }
    )


def _noted(fields: dict[str, Any] | None) -> AuthResults | None:
    if fields is None:
        return None
    return AuthResults(fields["server"], tuple((result, tuple(about)) for result, about in fields["dmarc"]))
