"""The order in which a desk comes up: `python -m config.starter`."""

import os
import signal
import sys
import threading
from types import FrameType

from config.starter import parts, ready, surroundings, tether
from config.starter.broker import broker_for
from config.starter.refusal import Refusal


def main() -> int:
    """Run the desk until a signal ends it; the exit status says whether it ever could."""
    stopping = _stop_on_signals()
    if "MAKELEVEL" in os.environ:  # `make` killed outright would leave us running unseen
        tether.die_with_parent(signal.SIGTERM)
    try:
        with surroundings.claimed_data_directory() as place:
            _run(place, stopping)
    except Refusal as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    return 0


def _run(place: surroundings.Surroundings, stopping: threading.Event) -> None:
    listener = place.listen()
    crew = parts.Crew(place.logs, stopping)
    try:
        broker = broker_for(place)
        if broker:
            crew.start(broker.part)
            broker.wait_until_it_answers(stopping)
        logins = crew.run_to_end(parts.preparation(place))
        for part in parts.desk(place, listener):
            crew.start(part)
        ready.wait_until_ready(place, crew)
        if not stopping.is_set():
            place.announce(logins)
        crew.watch()
    finally:
        crew.stop()


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopping


if __name__ == "__main__":
    sys.exit(main())
