"""What somebody wants to be told, and what cannot be."""

from datetime import time

import pytest

from tests import make
from tickets.actions.record import Invalid
from tickets.actions.setup.told import want


@pytest.fixture
def ana(db):
    return make.person("ana", email="ana@example.com")


def test_a_webhook_gets_a_secret_when_its_address_changes_and_loses_it_with_it(ana):
    first, secret = want(by=ana, by_hook=["mention"], hook_url="https://hooks.example.com/a")
    assert secret.startswith("whsec_")
    assert (first.hook_secret, want(by=ana, by_hook=["mention"], hook_url="https://hooks.example.com/a")[1]) == (
        secret,
        "",
    )
    _row, other = want(by=ana, by_hook=["mention"], hook_url="https://hooks.example.com/b")
    assert other not in ("", secret)
    assert want(by=ana)[0].hook_secret == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/a",
        "https://",
        "https://me:pw@hooks.example.com/",
        "https://hooks.example.com:x/",
        "https://hooks.example.com/a b",
        "https://hooks.example.com/\r\nX: y",
        "ftp://hooks.example.com",
    ],
)
def test_what_is_no_webhooks_address_is_refused(ana, url):
    with pytest.raises(Invalid, match="begins with https"):
        want(by=ana, by_hook=["mention"], hook_url=url)


def test_half_of_the_quiet_hours_no_address_and_no_webhook_are_refused(ana):
    with pytest.raises(Invalid, match="or neither"):
        want(by=ana, quiet_from=time(22))
    with pytest.raises(Invalid, match="no mail address"):
        want(by=make.person("ben"), by_mail=["mention"])
    with pytest.raises(Invalid, match="which address"):
        want(by=ana, by_hook=["mention"])
