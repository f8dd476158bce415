"""The permission table, read as a support lead would read it."""

import pytest

from tickets.rules.access import (
    ACTOR_KINDS,
    ADMINISTRATOR,
    CHANNEL,
    CLOCK,
    CUSTOMER,
    IMPORT,
    MAY,
    NO_PERSON,
    PERSON,
    READ_ONLY,
    ROLES,
    RULE,
    VERBS,
    Party,
    may,
    person_id,
    role_of,
)

SOMEBODY = "agent team_lead manager administrator"

DAYS_WORK = """
    reply note ask facts promise keep-promise waive-promise supersede-promise assign status priority snooze sort resolve
    reopen not-thanks confirm dispute merge unmerge split link unlink spam mend identities revoke-links
    merge-customers forward organisations
"""

TABLE = {
    # Everybody looks.
    "view": f"{SOMEBODY} read_only",
    "figures": f"{SOMEBODY} read_only",
    # Whoever works on tickets does the whole day's work.
    **dict.fromkeys(DAYS_WORK.split(), SOMEBODY),
    # Taking a ticket out of the figures is not left to whom the figures measure.
    "test": "team_lead manager administrator",
    # Whose customers' mails they are follows from it.
    "relays": "team_lead manager administrator",
    # Texts with what is done along with them: one's own, one's team's, everybody's.
    "own-macros": SOMEBODY,
    "team-macros": "team_lead manager administrator",
    "shared-macros": "manager administrator",
    # What stands on everybody's overview.
    "share-views": "team_lead manager administrator",
    "share-with-any-team": "manager administrator",
    # What stands on a wall for whoever comes by.
    "boards": "manager administrator",
    # Mails by the clock to others; everybody may have their own.
    "mail-figures": "team_lead manager administrator",
    # What people are measured by, whoever manages them decides.
    "figures-by-agent": "manager administrator",
    "set-up": "administrator",
    "release": "administrator",
    # What stands in the desk's own fields of customers.
    "attributes": SOMEBODY,
    # Nobody of ours.
    **dict.fromkeys(
        [
            "contact",
            "acknowledge",
            "tell-team",
            "owe-call-back",
            "ask-whether-solved",
            "close",
            "bounce",
            "feedback",
            "import",
            "third-party-answer",
            "give",
        ],
        "",
    ),
}

# What everybody else may: nothing but this.
OTHERS = {
    CUSTOMER: "contact facts waive-promise confirm dispute feedback revoke-links",
    RULE: "reply note promise assign status priority snooze sort resolve link give",
    CLOCK: "close release give",
    CHANNEL: "acknowledge assign tell-team link owe-call-back ask-whether-solved bounce third-party-answer",
    IMPORT: "import set-up team-macros shared-macros attributes",
}


class Somebody:
    """As much of a person as the table looks at."""

    actor_kind, actor_id = PERSON, "7"

    def __init__(self, role, is_superuser=False):
        self.role, self.is_superuser = role, is_superuser


@pytest.mark.parametrize("verb", VERBS)
def test_who_may_do_what(verb):
    assert {role for role in ROLES if may(role, verb)} == set(TABLE[verb].split())


@pytest.mark.parametrize("kind", NO_PERSON)
def test_what_everybody_else_may_do(kind):
    actor = Party(kind, "1")
    assert {verb for verb in VERBS if may(role_of(actor), verb)} == set(OTHERS[kind].split())


def test_every_verb_of_this_test_is_in_the_table():
    assert set(TABLE) == set(MAY)


def test_nobody_is_in_the_table_who_is_no_role_and_no_kind():
    assert set().union(*MAY.values()) <= {*ROLES, *NO_PERSON}


def test_a_verb_that_nobody_listed_is_an_error_and_no_silent_yes():
    with pytest.raises(KeyError):
        may(ADMINISTRATOR, "delete-everything")


def test_a_role_that_nobody_listed_may_nothing():
    assert [verb for verb in VERBS if may("intern", verb)] == []


def test_whoever_set_the_desk_up_is_an_administrator():
    assert role_of(Somebody(READ_ONLY, is_superuser=True)) == ADMINISTRATOR
    assert role_of(Somebody(READ_ONLY)) == READ_ONLY


@pytest.mark.parametrize(("kind", "number"), [("", "1"), ("somebody", "1"), (CLOCK, ""), (PERSON, "7")])
def test_nobody_is_no_actor(kind, number):
    with pytest.raises(ValueError, match="nobody"):
        Party(kind, number)


def test_only_a_person_has_a_persons_number():
    assert person_id(Somebody(READ_ONLY)) == 7
    assert [person_id(Party(kind, "7")) for kind in ACTOR_KINDS if kind != PERSON] == [None] * 5
