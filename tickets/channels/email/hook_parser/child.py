"""The process that reads providers' webhooks, as `mail_parser.child` is the one that parses mails: it may be killed at any time.

It has Django's request parser and anymail, and neither the desk's settings nor its database.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from typing import Any

from django.conf import settings

from tickets.channels.email.hook_parser.events import read
from tickets.channels.email.mail_parser.child import MEMORY, receive, send, unread
from tickets.channels.email.parse import Unreadable
from tickets.rules.texts import gettext_noop


def main() -> None:
    """Serve until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    settings.configure(DATA_UPLOAD_MAX_MEMORY_SIZE=None, DEFAULT_CHARSET="utf-8")
    warnings.simplefilter("ignore")  # anymail's advice on its settings, which are not ours
    while (asked := receive(sys.stdin.buffer)) is not None:
        answer, mails = _answer(asked)
        send(sys.stdout.buffer, json.dumps(answer).encode(), *mails)


def _answer(asked: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What a webhook holds, or why it cannot be read."""
    head, _, body = asked.partition(b"\n")
    try:
        contents = read(**json.loads(head), body=body)
    except Unreadable as error:
        return unread(error.text, **error.values), []
    except MemoryError:
        return unread(gettext_noop("Reading the webhook takes too much memory.")), []
    except Exception as error:  # noqa: BLE001  whatever a stranger's mail does to a parser, it is shown and not lost
        return unread(gettext_noop("The webhook cannot be read (%(error)s)."), error=type(error).__name__), []
    return {"told": contents.told, "sizes": [len(mail) for mail in contents.mails]}, list(contents.mails)


if __name__ == "__main__":
    main()
