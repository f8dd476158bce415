"""Real mails, readable and broken: none may raise, and what others understood in them we understand too."""

import json

from tickets.channels.email.parse import Unreadable, parse
from tickets.channels.email.reply import new_words
from tickets.channels.email.shape import packed, printed, unpacked

CORPORA = [
    *("chatwoot", "django-helpdesk", "django-mailbox", "enmime", "mikel-mail"),
    *("sisimai-bounces-sample", "talon-replies"),
]


def read(path):
    """The mail, or None if it is unreadable."""
    try:
        return parse(path.read_bytes())
    except Unreadable:
        return None


def test_no_mail_raises_and_all_can_be_stored_and_printed(shared):
    mails = [
        path for name in CORPORA for path in shared(f"data/email-{name}").rglob("*") if path.suffix in (".eml", ".raw")
    ]
    unreadable = [path.name for path in mails if read(path) is None]
    for path in mails:
        if understood := read(path):
            assert unpacked(*json.loads(json.dumps(packed(understood)[:1])), packed(understood)[1]) == understood
            assert "\x00" not in json.dumps(printed(understood)).replace("\\u0000", "\x00")
    assert len(mails) == 363
    assert sorted(unreadable) == ["erroneous.raw", "example13.eml"]  # no headers at all


def agreement(shared, field, ours):
    """Where three other parsers have a majority for a field: how often we agree, of how many."""
    agreed = count = 0
    for name in CORPORA:
        folder = shared(f"data/email-{name}")
        for path, fields in json.loads((folder / "consensus.json").read_text())["mails"].items():
            expected, understood = fields.get(field), read(folder / path)
            if expected and "value" in expected and understood:
                count += 1
                agreed += ours(understood) == expected["value"]
    return agreed, count


def test_headers_agree_with_other_parsers(shared):
    # Those that differ: two From, an address in an unquoted name (nobody, by our rule), CR line ends, broken headers.
    assert agreement(shared, "from_addrs", lambda m: [m.sender.email] if m.sender else []) == (352, 360)
    assert agreement(shared, "to_addrs", lambda m: [a.email for a in m.to]) == (357, 361)
    assert agreement(shared, "subject", lambda m: m.subject) >= (355, 361)
    assert agreement(shared, "references", lambda m: list(m.references)) == (360, 361)
    assert agreement(shared, "message_id", lambda m: m.message_id or None) == (359, 361)


def test_bounces_are_recognised(shared):
    folder = shared("data/email-sisimai-bounces-sample")
    kinds = json.loads((folder / "expected.json").read_text())
    bounced = {name for name in kinds if (m := read(folder / "mails" / name)) and m.bounce}
    expected = {name for name, told in kinds.items() if told["kind"] == "bounce"}
    assert bounced <= expected
    assert sorted(expected - bounced) == ["bsd/lhost-fml-03.eml", "bsd/lhost-kddi-02.eml"]  # they name no failure


def test_ordinary_mails_are_not_taken_for_bounces(shared):
    bounced = {
        path.name
        for name in ("chatwoot", "django-helpdesk", "django-mailbox", "talon-replies")
        for path in shared(f"data/email-{name}").rglob("*.eml")
        if (m := read(path)) and m.bounce
    }
    assert bounced == {"bounced_with_no_from.eml", "bounced_gmail.eml"}


def squeezed(text):
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def test_new_words_are_those_that_others_found(shared):
    discourse = shared("data/email-discourse-replies-sample")
    for path in sorted((discourse / "emails").iterdir()):
        expected = (discourse / "trimmed" / path.name).read_text(errors="replace")
        assert squeezed(new_words(path.read_text(errors="replace"))) == squeezed(expected), path.name
    talon = shared("data/email-talon-replies")
    expected = json.loads((talon / "expected.json").read_text())["plain_standard_replies"]
    differ = {
        n
        for n, words in expected.items()
        if squeezed(parse((talon / "fixtures" / n).read_bytes()).reply) != squeezed(words)
    }
    # Talon cuts signatures in a second step; we cut them at once.
    assert differ == {"standard_replies/iphone.eml", "standard_replies/sparrow.eml"}
