"""Promises in drafts: held against lists that were written before the rules, and against what other people wrote."""

import json
import re
from hashlib import sha256

from tests.tickets.channels.corpora import mails, read
from tests.tickets.rules.drafts.phrasings import rows
from tickets.rules.drafts.due import Kind, When
from tickets.rules.drafts.promises import MOST, language_of, promises_in

OURS = re.compile(
    r"^\W*(?:Agent|Ben|Chris|Daleen|Jannie|Operator|Contoso[\w. ]*Representative)\b[^:\n]{0,40}:\W*(.+)$", re.M
)


def test_at_least_90_of_100_phrasings_that_the_rules_were_not_made_with_are_caught():
    held_out = rows("promises_held_out")
    assert len(held_out) == 200
    missed = [draft for _language, draft in held_out if not promises_in(draft)]
    assert len(missed) <= 20, missed


def test_at_most_2_of_100_drafts_that_promise_nothing_are_taken_for_promises():
    held_out = rows("no_promises_held_out")
    caught = [draft for _language, draft in held_out if promises_in(draft)]
    assert len(caught) <= len(held_out) * 0.02, caught


def said_by_us(shared):
    """What our side says in calls and chats, turn by turn."""
    for path in sorted(shared("data/calls-msft-telecom/transcripts").glob("*.json")):
        yield from OURS.findall(json.loads(path.read_text())["Content"])
    call = json.loads(shared("data/calls-aws-transcribe/example-call.json").read_text())
    yield from (turn["Content"] for turn in call["Transcript"] if turn["ParticipantRole"] == "AGENT")
    for chat in json.loads(shared("data/messages-abcd/abcd_sample.json").read_text()):
        yield from (words for who, words in chat.get("original", []) if who == "agent")


def false_alarms(drafts):
    """Drafts with something caught that no person judged to be a promise."""
    real = {row[0] for row in rows("promised_in_the_data")}
    return [
        [caught.words for caught in found]
        for draft in drafts
        if (found := promises_in(draft)) and not any(_hash(caught.words) in real for caught in found)
    ]


def _hash(words):
    return sha256(words.encode()).hexdigest()[:12]


def test_at_most_2_of_100_replies_of_other_people_raise_a_false_alarm(shared):
    replies = [mail.text for _name, path in mails(shared) if (mail := read(path)) and mail.text.strip()]
    for path in sorted(shared("data/email-discourse-replies-sample/trimmed").iterdir()):
        replies.append(path.read_text(errors="replace"))
    for path in sorted(shared("data/email-github-reply-parser/fixtures").iterdir()):
        replies.append(path.read_text(errors="replace"))
    assert len(replies) > 300
    wrong = false_alarms(replies)
    assert len(wrong) <= len(replies) * 0.02, wrong


def test_at_most_2_of_100_turns_of_calls_and_chats_raise_a_false_alarm(shared):
    turns = list(said_by_us(shared))
    assert len(turns) > 1200
    wrong = false_alarms(turns)
    assert len(wrong) <= len(turns) * 0.02, wrong


def test_the_sentence_is_kept_as_it_stands_with_the_time_that_it_names():
    [caught] = promises_in("Hi Mia,\n\nthanks for the log. I’ll get back to you by Friday.\n\nKind regards\nAna")
    assert caught.words == "I’ll get back to you by Friday."
    assert caught.when == When(Kind.WEEKDAY, 4)


def test_what_is_quoted_is_not_read():
    assert promises_in("Thanks.\n> I'll get back to you by Friday.") == []
    assert promises_in("Thanks.\n\nOn 3 March 2025, Ana wrote:\nI'll get back to you by Friday.") == []


def test_a_question_and_what_the_customer_should_do_are_no_promise():
    assert promises_in("Can you get back to us by Friday?") == []
    assert promises_in("Is it enough if we will call you back on Monday?") == []
    assert promises_in("Please let us know by Friday.") == []


def test_a_condition_does_not_take_a_promise_back():
    assert len(promises_in("If that does not help, we will send you a new router.")) == 1


def test_the_same_sentence_is_one_promise_and_a_draft_has_only_so_many():
    assert len(promises_in("I'll call you back.\nI'll call you back.")) == 1
    many = "\n".join(f"I'll call you back on {n} March." for n in range(1, 20))
    assert len(promises_in(many)) == MOST


def test_a_line_that_its_writer_broke_is_one_sentence():
    [caught] = promises_in("We will look into it and get back\nto you tomorrow.")
    assert caught.words == "We will look into it and get back to you tomorrow."


def test_a_draft_without_words_of_a_language_has_none():
    assert language_of("12345") is None
    assert promises_in("") == []
