"""Ready is what GET /readyz says: database, broker, and a beat tick through the worker."""

import json
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from config.starter.parts import Crew
from config.starter.refusal import Refusal
from config.starter.surroundings import Place, reachable

SECONDS_TO_BE_READY = 90
SECONDS_OF_SILENCE = 10  # then it is said what is missing
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def wait_until_ready(place: Place, crew: Crew) -> None:
    """Keep the crew running until all of it works, or a stop was asked; refuse if it never does."""
    print("Starting web, workers and beat ...", flush=True)
    started_at = spoke_at = time.monotonic()
    while not crew.stopping.is_set():
        is_ready, answer = _ask(place)
        if is_ready:
            return
        now = time.monotonic()
        if now - spoke_at > SECONDS_OF_SILENCE:
            spoke_at = now
            print(f"Not ready after {now - started_at:.0f} s: {answer}. Logs: {place.logs}", flush=True)
        if now - started_at > SECONDS_TO_BE_READY:
            raise Refusal(f"Not ready after {SECONDS_TO_BE_READY} s ({answer}); see {place.logs}.")
        crew.look_after_all()
        crew.stopping.wait(0.25)


def _ask(place: Place) -> tuple[bool, str]:
    try:
        with NO_PROXY.open(_request(place), timeout=5) as response:
            return response.status == 200, "ready"
    except urllib.error.HTTPError as error:
        return False, _short(error.read())
    except OSError as error:
        return False, str(error)


def _request(place: Place) -> urllib.request.Request:
    # The process itself is asked, under its public name: others are not in ALLOWED_HOSTS.
    address = reachable(place.environment.get("HOST", "127.0.0.1"))
    public = urlsplit(place.url)
    return urllib.request.Request(
        f"http://{address}:{place.environment['PORT']}/readyz",
        headers={"Host": public.netloc, "X-Forwarded-Proto": public.scheme},
    )


def _short(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body))[:500]
    except ValueError:
        return body[:200].decode(errors="replace")
