"""What stands for what."""

import pytest

from tickets.admin.shared import icons
from tickets.models.customer import IdentityKind
from tickets.rules.lifecycle import Channel


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_an_icon_and_a_word(channel):
    assert icons.channel(channel.value) == icons.CHANNEL[channel]
    assert icons.channel_word(channel.value)[0].isupper()


def test_no_two_channels_look_alike():
    assert len(set(icons.CHANNEL.values())) == len(Channel)


def test_a_channel_of_a_later_release_is_shown_all_the_same():
    assert (icons.channel("fax"), icons.channel_word("fax")) == ("more_horiz", "fax")


def test_every_kind_of_identity_has_an_icon():
    assert set(icons.IDENTITY) == set(IdentityKind.values)
