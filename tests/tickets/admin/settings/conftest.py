"""An administrator's browser, and what the settings pages have in common."""

import pytest


@pytest.fixture
def clara(browser):
    return browser("clara", "administrator")


def post(browser, path, **said):
    return browser.client.post(f"/admin/tickets/{path}", said)


def secret_in(answer):
    return answer.content.decode().split('class="d-secret">')[1].split("<")[0]
