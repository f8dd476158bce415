"""A client that a well-known maker makes of our schema imports, and does a day's work at a desk that runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.make import api_key, person

ROOT = Path(__file__).resolve().parents[3]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("left_clean")]

IMPORTS = """
import importlib, json, pkgutil, followthrough_client as made
names = [found.name for found in pkgutil.walk_packages(made.__path__, "followthrough_client.")]
for name in names:
    importlib.import_module(name)
print(json.dumps(len(names)))
"""
WORKS = """
import json, sys
from followthrough_client import AuthenticatedClient
from followthrough_client.api.intake import intake
from followthrough_client.api.tickets import ticket, ticket_history, ticket_reply, tickets
from followthrough_client.models import IntakeBodyRequest, ReplyBodyRequest

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2], prefix="Api-Key", raise_on_unexpected_status=True)
with client as client:
    contact = IntakeBodyRequest(from_={"email": "mia@example.org"}, subject="A lamp", text="It flickers.")
    taken = intake.sync(client=client, body=contact, idempotency_key="one")
    again = intake.sync(client=client, body=contact, idempotency_key="one")
    listed = tickets.sync(client=client)
    number = listed.results[0].number
    seen = ticket.sync_detailed(number, client=client)
    answer = ReplyBodyRequest(text="Change the bulb.")
    ticket_reply.sync(number, client=client, body=answer, if_match=seen.headers["etag"])
    refused = ticket_reply.sync(number, client=client, body=answer, if_match=seen.headers["etag"])
    history = ticket_history.sync(number, client=client)
print(json.dumps({
    "reference": taken.ticket.reference,
    "same": again.ticket.reference == taken.ticket.reference == seen.parsed.reference,
    "refused": refused.status,
    "words": [entry.message.text for entry in history.entries if entry.message],
}))
"""


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    """An environment with the maker and what its clients run on, of no use to anything else here."""
    home = tmp_path_factory.mktemp("maker")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    install = [home / "bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    done = subprocess.run([*install, ROOT / "requirements-client.txt"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"the maker cannot be installed: {done.stderr[-200:]}")
    return home


@pytest.fixture
def run(maker, tmp_path):
    """A program in that environment, with the client that was made of today's schema; gives what it prints."""
    call_command("spectacular", file=str(tmp_path / "schema.yml"))
    make = ["openapi-python-client", "generate", "--fail-on-warning", "--path", "schema.yml", "--output-path", "client"]
    made = subprocess.run(
        [maker / "bin" / make[0], *make[1:]],
        cwd=tmp_path,
        env={"PATH": f"{maker / 'bin'}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr

    def program(code, *said):
        command = [maker / "bin/python", "-c", code, *said]
        done = subprocess.run(command, cwd=tmp_path / "client", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return program


def test_all_of_it_imports(run):
    assert run(IMPORTS) > 150


def test_it_hands_in_a_contact_reads_its_ticket_and_answers(run, live_server):
    key = api_key(person("a-program", "administrator"), "intake", "tickets")["HTTP_AUTHORIZATION"].partition(" ")[2]
    told = run(WORKS, live_server.url, key)
    assert told["words"] == ["It flickers.", "Change the bulb."]
    assert (told["same"], told["refused"]) == (True, 412)
