"""A part must not outlive the starter, however the starter ends.

    python -m config.starter.tether PARENT module NAME ARGUMENTS ...
    python -m config.starter.tether PARENT program PATH ARGUMENTS ...

Linux kills a process when its parent dies, if the process asked for it. A part asks before it
does anything else, and so does everything that a Python part forks (gunicorn's and Celery's
worker processes), for nobody would be left to stop those after a `kill -9`.
Nothing is lost by dying at once: that is what the database and the appendonly file are for.
"""

import ctypes
import os
import runpy
import signal
import sys
import threading

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Ask the kernel for `number` when the parent of this process ends (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)


def command(kind: str, name: str, *arguments: str) -> list[str]:
    """The command line that runs a Python module or a program, tied to this process."""
    return [sys.executable, "-m", __name__, str(os.getpid()), kind, name, *arguments]


def main() -> None:
    """Tie this process to its parent, then become the module or program asked for."""
    parent, kind, name, *arguments = sys.argv[1:]
    die_with_parent()
    if os.getppid() != int(parent):  # it ended before we could ask
        sys.exit(1)
    if kind == "program":
        os.execv(name, [name, *arguments])
    _tie_what_is_forked()
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _tie_what_is_forked() -> None:
    forker = [0]

    def before() -> None:
        # The kernel takes the thread that forks for the parent: one that ends while its process
        # goes on must not take the child along, so only children of the main thread are tied.
        in_main_thread = threading.current_thread() is threading.main_thread()
        forker[0] = os.getpid() if in_main_thread else 0

    def in_child() -> None:
        if forker[0]:
            die_with_parent()
            if os.getppid() != forker[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    os.register_at_fork(before=before, after_in_child=in_child)


if __name__ == "__main__":
    main()
