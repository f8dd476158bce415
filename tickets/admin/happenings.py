"""What happened without a word: who took it, where it was put, what the customer clicked. One grey line each.

What a message already says of itself (answers, promises made in it, the resolution it carried) is not said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from tickets.admin import marks
from tickets.admin.material import Material
from tickets.admin.parts import Happening, Pill
from tickets.admin.strip import label
from tickets.models import words
from tickets.rules.story import Event


def happenings(material: Material) -> Iterator[Happening]:
    """The grey lines, in no order. Lines that had no effect are told with the reason."""
    void = {line.id: reason for line, reason in material.story.void}
    for line in material.lines_shown:
        tell = TOLD.get(line.kind)
        told = tell(material, line) if tell else None
        if told:
            reason = (Pill(_("no effect: %(reason)s") % {"reason": void[line.id]}, "bare"),) if line.id in void else ()
            icon, words_ = told
            yield Happening(line.at, icon, words_, reason, undo=material.merges.get(line.id, 0))
    yield from _asked(material)


Told = tuple[str, str] | None


def _assign(material: Material, line: Event) -> Told:
    who, data = material.person(line.by), line.data
    if "to" not in data:
        return "group", _given_to_team(material, line) if data.get("team") else _("It belongs to no team any more")
    if data["to"] is None:
        return "person_off", _("%(who)s released it: nobody owns it") % {"who": who}
    if data["to"] in material.answered_by.get(line.at, ()):  # said there, or goes without saying
        return None
    to = material.person(data["to"])
    if line.by == data["to"] or line.by is None:
        return "person", _("%(who)s took it") % {"who": to}
    return "swap_horiz", _("%(who)s handed it to %(to)s") % {"who": who, "to": to}


def _given_to_team(material: Material, line: Event) -> str:
    said = {"who": material.person(line.by), "team": material.team(line.data["team"])}
    return _("%(who)s gave it to the team %(team)s") % said if line.by else _("It came to the team %(team)s") % said


def _status(material: Material, line: Event) -> Told:
    status = dict(words.STATUS).get(line.data["to"], line.data["to"])
    return "tune", _("%(who)s set it to %(status)s") % {"who": material.person(line.by), "status": str(status).lower()}


def _priority(material: Material, line: Event) -> Told:
    priority = dict(words.PRIORITY).get(line.data["to"], line.data["to"])
    return "flag", _("%(who)s: priority %(to)s") % {"who": material.person(line.by), "to": str(priority).lower()}


def _snooze(material: Material, line: Event) -> Told:
    until = material.telling.moment(line.data["until"])
    return "snooze", _("%(who)s put it out of sight until %(until)s") % {
        "who": material.person(line.by),
        "until": until,
    }


def _resolve(material: Material, line: Event) -> Told:
    if line.at in material.answered_by:
        return None
    return "check_circle", _("%(who)s resolved it") % {"who": material.person(line.by)}


def _close(material: Material, line: Event) -> Told:
    return "inventory_2", _("Closed: 30 days since it was resolved")


def _confirm(material: Material, line: Event) -> Told:
    return "check", _say(material, line, _("solved"))


def _dispute(material: Material, line: Event) -> Told:
    return "close", _say(material, line, _("not solved"))


def _say(material: Material, line: Event, verdict: str) -> str:
    said = {"customer": material.ticket.customer, "verdict": verdict, "who": material.person(line.by)}
    if line.data.get("spoken"):
        return _("%(customer)s said: %(verdict)s (noted by %(who)s)") % said
    return _("%(customer)s answered: %(verdict)s") % said


def _not_thanks(material: Material, line: Event) -> Told:
    return "heart_broken", _("%(who)s counted a thank-you as a contact: it asks for more") % {
        "who": material.person(line.by)
    }


def _merge(material: Material, line: Event) -> Told:
    said = {"who": material.person(line.by), "number": material.merges.get(line.id, 0)}
    return "merge", _("%(who)s joined #%(number)d to this one") % said


def _link(material: Material, line: Event) -> Told:
    relation = {"same_issue": _("the same issue"), "related": _("related")}[line.data["relation"]]
    return "link", _("Linked with #%(to)d: %(relation)s") % {"to": line.data["to"], "relation": relation}


def _split_off(material: Material, line: Event) -> Told:
    return "call_split", _("%(who)s split a part off: #%(to)d") % {
        "who": material.person(line.by),
        "to": line.data["to"],
    }


def _split_from(material: Material, line: Event) -> Told:
    return "call_split", _("%(who)s split this off #%(of)d") % {
        "who": material.person(line.by),
        "of": line.data["from"],
    }


def _spam(material: Material, line: Event) -> Told:
    return "report", _("%(who)s marked it as spam") % {"who": material.person(line.by)}


def _test(material: Material, line: Event) -> Told:
    return "science", _("%(who)s marked it as our own trial") % {"who": material.person(line.by)}


def _waived(material: Material, line: Event) -> Told:
    return "do_not_disturb_on", _("%(customer)s does not need a promise any more") % {
        "customer": material.ticket.customer
    }


def _feedback(material: Material, line: Event) -> Told:
    score = f"{line.data['survey'].upper()} {line.data['score']}"
    return "star", _("%(customer)s gave a score: %(score)s") % {"customer": material.ticket.customer, "score": score}


def _promise(material: Material, line: Event) -> Told:
    """A promise that was made in no message."""
    row = material.promises.get(line.id)
    if (
        row is None
        or row.message_id
        or any(marks.spans([m], line) for m in material.messages)
        or _in_a_call(material, line)
    ):
        return None
    due = material.telling.moment(int(row.due_at.timestamp()))
    said = {"who": material.person(line.by), "text": row.text, "due": due}
    return "handshake", _("%(who)s promised “%(text)s”, due %(due)s") % said


def _facts(material: Material, line: Event) -> Told:
    """Facts that an agent noted from no message."""
    noted = [fact for fact in material.facts if fact.event_id == line.id and not fact.message_id]
    if not noted:
        return None
    told = ", ".join(f"{label(fact.key)}: {fact.value}" for fact in noted)
    return "fact_check", _("%(who)s noted %(facts)s") % {"who": material.person(line.by), "facts": told}


TOLD: dict[str, Callable[[Material, Event], Told]] = {
    "assign": _assign,
    "status": _status,
    "priority": _priority,
    "snooze": _snooze,
    "resolve": _resolve,
    "close": _close,
    "confirm": _confirm,
    "dispute": _dispute,
    "not_thanks": _not_thanks,
    "merge": _merge,
    "link": _link,
    "split_off": _split_off,
    "split_from": _split_from,
    "spam": _spam,
    "test": _test,
    "promise": _promise,
    "promise_superseded": _promise,
    "promise_waived": _waived,
    "facts": _facts,
    "feedback": _feedback,
}


def _in_a_call(material: Material, line: Event) -> bool:
    """Whether a person did it in the course of a call of theirs, whose row then says so."""
    return any(marks.spans(parts, line) for parts in material.calls)


def _asked(material: Material) -> Iterator[Happening]:
    """Questions that were asked in no message and no call."""
    for line in material.asked_shown:
        if not any(marks.spans([m], line) for m in material.messages) and not _in_a_call(material, line):
            pill = marks.question(material, line)
            yield Happening(line.at, pill.icon, material.person(line.by), (pill,))
