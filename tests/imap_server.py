"""A small IMAP server in threads, which speaks what a client needs that only fetches: so that tests run on a bare machine.

It keeps every command that it was sent, and can misbehave: fall silent, or tell of a size that is not true.
"""

import re
import socketserver
import threading
import time
from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import Time2Internaldate

WORDS = re.compile(rb'"((?:[^"\\]|\\.)*)"|\(([^)]*)\)|(\S+)')


@dataclass
class Mail:
    """One mail of a folder; `size` is what the server says of it."""

    uid: int
    body: bytes
    flags: set = field(default_factory=set)
    arrived: float = field(default_factory=time.time)
    size: int | None = None


@dataclass
class Folder:
    """Mails, and the number under which their UIDs hold."""

    mails: list = field(default_factory=list)
    validity: int = 1
    next_uid: int = 1

    def put(self, body, uid=None, **more):
        """A mail arrives."""
        uid = uid or self.next_uid
        self.next_uid = max(self.next_uid, uid + 1)
        self.mails.append(Mail(uid, body, **more))
        return uid

    def begin_again(self, validity):
        """The server was restored: other UIDs for the same mails."""
        self.validity, self.next_uid = validity, 1
        for mail in self.mails:
            mail.uid, self.next_uid = self.next_uid, self.next_uid + 1


@dataclass
class State:
    """What a server is and has."""

    port: int = 0
    user: str = "help"
    password: str = "geheim"
    token: str = ""
    can: bytes = b"IMAP4rev1 UIDPLUS MOVE"
    starttls: object = None
    keeps_to_limits: bool = True
    silent_after: bytes = b"nothing"  # the command after which nothing is said any more
    folders: dict = field(default_factory=lambda: {"INBOX": Folder()})
    commands: list = field(default_factory=list)

    @property
    def inbox(self):
        """The usual folder."""
        return self.folders["INBOX"]


class Handler(socketserver.StreamRequestHandler):
    """One conversation."""

    folder = None
    readonly = True

    @property
    def state(self):
        return self.server.state

    def say(self, *parts):
        self.wfile.write(b"".join(parts) + b"\r\n")

    def handle(self):
        self.say(b"* OK ready")
        while line := self.rfile.readline().strip():
            tag, _, rest = line.partition(b" ")
            name, _, rest = rest.partition(b" ")
            name = name.upper()
            if name == b"UID":
                name, _, rest = rest.partition(b" ")
            self.state.commands.append(name.decode())
            if self.state.silent_after in (name, b"all"):
                time.sleep(60)
            said = [next(part for part in words if part) if any(words) else b"" for words in WORDS.findall(rest)]
            answer = getattr(self, f"do_{name.decode().lower()}")(*said)
            self.say(tag, b" ", answer or b"OK done")
            if name == b"STARTTLS":
                self.secure(self.state.starttls)
            if name == b"LOGOUT":
                return

    def secure(self, context):
        self.request = self.connection = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", buffering=0)

    def do_starttls(self):
        return b"OK begin" if self.state.starttls else b"BAD no"

    def do_capability(self):
        self.say(b"* CAPABILITY ", self.state.can, b" AUTH=PLAIN AUTH=XOAUTH2 STARTTLS")

    def do_login(self, user, password):
        right = (user.decode(), password.decode()) == (self.state.user, self.state.password)
        return b"OK in" if right else b"NO SECRET WORDS OF THE SERVER"

    def do_authenticate(self, kind):
        self.say(b"+ ")
        told = b64decode(self.rfile.readline()).decode()
        wanted = f"\0{self.state.user}\0{self.state.password}"
        if kind == b"XOAUTH2":
            wanted = f"user={self.state.user}\x01auth=Bearer {self.state.token}\x01\x01"
        if told == wanted:
            return b"OK in"
        if kind == b"XOAUTH2":  # it says why, and the client has to take note of it
            self.say(b"+ e30=")
            assert self.rfile.readline().strip() == b""
        return b"NO not so"

    def do_status(self, name, _wanted):
        folder = self.state.folders.get(name.decode())
        if folder is None:
            return b"NO not so"
        told = f"MESSAGES {len(folder.mails)} UIDNEXT {folder.next_uid} UIDVALIDITY {folder.validity}"
        self.say(b'* STATUS "', name, b'" (', told.encode(), b")")
        return None

    def do_select(self, name):
        self.folder, self.readonly = self.state.folders.get(name.decode()), False
        if self.folder is None:
            return b"NO not so"
        self.say(b"* %d EXISTS" % len(self.folder.mails))
        return None

    def do_examine(self, name):
        answer = self.do_select(name)
        self.readonly = True
        return answer or b"OK [READ-ONLY] done"

    def chosen(self, uids):
        wanted = []
        for part in uids.decode().split(","):
            first, _, last = part.partition(":")
            wanted.append((int(first), int(last or first)))
        return [
            (number, mail)
            for number, mail in enumerate(self.folder.mails, 1)
            if any(first <= mail.uid <= last for first, last in wanted)
        ]

    def do_fetch(self, uids, wanted):
        for number, mail in self.chosen(uids):
            head = b"* %d FETCH (" % number
            piece = re.fullmatch(rb"BODY\.PEEK\[(HEADER)?\]<0\.(\d+)>", wanted)
            if piece is None:
                arrived = Time2Internaldate(mail.arrived).encode()
                size = len(mail.body) if mail.size is None else mail.size
                self.say(head, b"FLAGS () UID %d INTERNALDATE %s RFC822.SIZE %d)" % (mail.uid, arrived, size))
                continue
            body = mail.body.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if piece[1] else mail.body
            body = body[: int(piece[2])] if self.state.keeps_to_limits else body
            self.say(head, b"BODY[]<0> {%d}" % len(body))
            self.say(body, b" UID %d)" % mail.uid)

    def do_store(self, uids, _what, flags):
        if self.readonly:
            return b"NO not so"
        for _, mail in self.chosen(uids):
            mail.flags.add(flags.decode())
        return None

    def do_copy(self, uids, name):
        target = self.state.folders.get(name.decode())
        if target is None:
            return b"NO [TRYCREATE]"
        for _, mail in self.chosen(uids):
            target.put(mail.body)
        return None

    def do_expunge(self, uids):
        gone = [mail for _, mail in self.chosen(uids) if r"\Deleted" in mail.flags]
        self.folder.mails[:] = [mail for mail in self.folder.mails if mail not in gone]

    def do_move(self, uids, name):
        if answer := self.do_copy(uids, name):
            return answer
        gone = [mail for _, mail in self.chosen(uids)]
        self.folder.mails[:] = [mail for mail in self.folder.mails if mail not in gone]
        return None

    def do_logout(self):
        self.say(b"* BYE")

    def do_noop(self):
        pass


class Server(socketserver.ThreadingTCPServer):
    """On a port of the kernel's choice."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, state, tls):
        super().__init__(("127.0.0.1", 0), Handler)
        self.state, self.tls = state, tls
        state.port = self.server_address[1]

    def finish_request(self, request, client_address):
        """The handshake happens in the conversation's own thread."""
        if self.tls:
            request = self.tls.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request, client_address):
        """A client that goes in the middle is no news."""


@contextmanager
def serving(*, tls=None, **more):
    """The state of a server while it runs."""
    state = State(**more)
    server = Server(state, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
