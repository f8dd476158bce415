"""Keys for programs: shown once, and revoked."""

from tests import make
from tests.tickets.admin.conftest import words
from tests.tickets.admin.settings.conftest import post, secret_in
from tickets.actions.setup import accounts
from tickets.models import ApiKey


def test_a_key_is_shown_once_and_can_be_revoked(clara):
    answer = post(clara, "apikey/add/", name="Website", user=clara.person.pk, scopes=["intake"])
    key = ApiKey.objects.get()
    prefix, _, secret = secret_in(answer).partition(".")
    assert (prefix, accounts.fingerprint(secret)) == (key.prefix, key.secret_hash)
    page = words(clara.get(f"apikey/{key.pk}/change/"))
    assert secret not in page
    assert key.secret_hash not in page
    post(clara, f"apikey/{key.pk}/change/", press="revoke")
    key.refresh_from_db()
    assert key.revoked_at == make.at("10 10:42")
