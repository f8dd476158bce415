"""Keys for programs: made, shown once, and revoked."""

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup import api_keys
from tickets.actions.setup.accounts import fingerprint
from tickets.models import ApiKey
from tickets.rules.access import COMMAND, Denied

pytestmark = pytest.mark.django_db
NOW = make.at("5 10:00")


def create(scopes=("tickets",), by=COMMAND, **more):
    return api_keys.create_api_key(by=by, user=make.person(), name="a program", scopes=scopes, at=NOW, **more)


def test_a_key_acts_as_a_person_and_only_its_fingerprint_is_kept():
    key, text = create(("tickets", "intake", "tickets"), expires_at=make.at("6 10:00"))
    prefix, _, secret = text.partition(".")
    assert (key.user, key.prefix, key.secret_hash) == (make.person(), prefix, fingerprint(secret))
    assert (key.scopes, key.created_at, key.expires_at) == (["intake", "tickets"], NOW, make.at("6 10:00"))


@pytest.mark.parametrize("scopes", [(), ("everything",), ("tickets", "everything")])
def test_a_key_opens_what_it_names_and_names_what_there_is(scopes):
    with pytest.raises(Invalid, match="Scopes are intake, tickets, metrics"):
        create(scopes)


def test_a_key_is_revoked_once():
    key, _ = create()
    root = make.person("root", "administrator")
    for when in ("5 11:00", "5 12:00"):
        api_keys.revoke_api_key(key, by=root, at=make.at(when))
    assert ApiKey.objects.get().revoked_at == make.at("5 11:00")


def test_only_who_sets_the_desk_up_may():
    lea, (key, _) = make.person("lea", "manager"), create()
    with pytest.raises(Denied):
        create(by=lea)
    with pytest.raises(Denied):
        api_keys.revoke_api_key(key, by=lea, at=NOW)
