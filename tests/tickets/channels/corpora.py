"""The real mails beside the repository, and what others understood in them."""

import csv
import gzip
import json
from email import message_from_bytes

from tickets.channels.email import headers
from tickets.channels.email.header_repair import mended
from tickets.channels.email.parse import Unreadable, parse
from tickets.channels.email.shape import printed, unread

SOURCES = [
    *("chatwoot", "django-helpdesk", "django-mailbox", "enmime", "mikel-mail"),
    *("sisimai-bounces-sample", "talon-replies"),
]
COUNT = 363


def mails(shared):
    """Every mail, readable and broken: `source/path` and the file."""
    for source in SOURCES:
        folder = shared(f"data/email-{source}")
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".eml", ".raw"):
                yield f"{source}/{path.relative_to(folder)}", path


def read(path):
    """The mail, or None if it is unreadable."""
    try:
        return parse(path.read_bytes())
    except Unreadable:
        return None


def understood(path):
    """What we understand, in the names and the shape of the other parsers."""
    raw = path.read_bytes()
    try:
        ours = printed(parse(raw))
    except Unreadable as error:
        ours = unread(str(error))
    senders = [ours["from"]] if ours["from"] else []
    files = ours["attachments"]
    message = message_from_bytes(mended(raw))
    return {
        "from_addrs": [sender["email"] for sender in senders],
        "from_names": [sender["name"] for sender in senders],
        "to_addrs": [address["email"] for address in ours["to"]],
        "to_names": [address["name"] for address in ours["to"]],
        "cc_addrs": [address["email"] for address in ours["cc"]],
        "reply_to_addrs": [address.email for address in headers.addresses(headers.raw(message, "reply-to"))],
        "subject": ours["subject"],
        "message_id": ours["message_id"] or None,
        "in_reply_to": ours["in_reply_to"] or None,
        "references": ours["references"],
        "date_utc": ours["date"],
        "text": squeezed(ours["text"]),
        "has_html": ours["html"],
        "att_count": len(files),
        "att_filenames": sorted(file["name"] for file in files),
        "att_contents": sorted([file["size"], file["sha256"][:16]] for file in files),
    }


def expected(shared, source):
    """By mail, the fields on which the other parsers agree.

    Their text is the plain text alone; where there is none, ours are the words of the HTML, and nothing is compared.
    """
    folder = shared(f"data/email-{source}")
    for path, fields in json.loads((folder / "consensus.json").read_text())["mails"].items():
        agreed = {name: told["value"] for name, told in fields.items() if isinstance(told, dict)}
        if agreed.get("text") == "" and agreed.get("has_html"):
            del agreed["text"]
        yield folder / path, agreed


def squeezed(text):
    """Lines without white space at their ends."""
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


CUSTOMERS_WORDS = [
    *((f"banking77/{part}.csv", "text") for part in ("train", "test")),
    *((f"bitext/{part}.csv", "utterance") for part in ("train", "dev", "test")),
]


def messages(shared):
    """Words of ordinary customers, of all sources of messages."""
    for name, column in CUSTOMERS_WORDS:
        with shared(f"data/messages-{name}").open(newline="") as lines:
            yield from (row[column] for row in csv.DictReader(lines))
    complaints = shared("data/messages-cfpb-complaints/complaints.csv.gz")
    with gzip.open(complaints, "rt", newline="") as lines:
        yield from filter(None, (row["Consumer complaint narrative"] for row in csv.DictReader(lines)))
    for chat in json.loads(shared("data/messages-abcd/abcd_sample.json").read_text()):
        yield from (words for speaker, words in chat["original"] if speaker == "customer")
