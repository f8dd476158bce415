"""A Celery worker for each queue, kept running: `python -m config.workers`.

One process loads the desk and forks them, so that seven workers share most of their memory. A worker that ends, whatever
ended it, is started again; a SIGTERM lets all of them end what they are doing. Whoever needs more of one kind runs
`celery -A config worker --queues NAME` beside it, here or on another machine.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from types import FrameType

import django
import structlog

from config.celery import app
from config.celery_options import DELIVERY, QUEUES

log = structlog.get_logger(__name__)
PAUSE = 2  # seconds before a worker that ended is started again
# No other workers to greet (mingle), follow (gossip) or tell (heartbeat): each costs time at the start, or messages.
OPTIONS = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
AT_ONCE = {DELIVERY: 2}  # mail servers are slow to answer, so another mail leaves meanwhile; one at a time elsewhere


class Workers:
    """The workers by process id, and whether they are to end."""

    def __init__(self) -> None:
        self.running: dict[int, str] = {}
        self.stopping = threading.Event()

    def start(self, queue: str) -> None:
        """Fork one. In the child this does not return."""
        pid = os.fork()
        if pid:
            self.running[pid] = queue
        else:
            _work(queue)

    def look_after(self) -> None:
        """Start again what ends, until all were told to end and did."""
        while self.running:
            pid, status = os.wait()
            queue = self.running.pop(pid, "")
            if queue and not self.stopping.is_set():
                log.warning("worker_ended", queue=queue, status=os.waitstatus_to_exitcode(status))
                if not self.stopping.wait(PAUSE):
                    self.start(queue)

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Let each end what it is doing; a second time, at once."""
        number = signal.SIGQUIT if self.stopping.is_set() else signal.SIGTERM
        self.stopping.set()
        for pid in self.running:
            os.kill(pid, number)


def _work(queue: str) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    status = 1
    try:
        app.worker_main(["worker", "--queues", queue, "--hostname", f"{queue}@%h", *OPTIONS, *_concurrency(queue)])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(status)


def _concurrency(queue: str) -> list[str]:
    return ["--concurrency", str(AT_ONCE.get(queue, 1))]


def main() -> None:
    """Run a worker for each queue until a signal ends them."""
    django.setup()
    app.loader.import_default_modules()
    gc.collect()
    gc.freeze()  # what all of them share is not written to by a collection
    workers = Workers()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, workers.stop)
    for queue in QUEUES:
        workers.start(queue)
    workers.look_after()


if __name__ == "__main__":
    main()
