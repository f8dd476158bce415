"""The starter's promises, each shown with real processes: what dies comes back, nothing stays."""

import os
import signal
import stat
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
import redis

from config.starter import broker, parts, ready, surroundings, tether
from config.starter.refusal import Refusal


@pytest.fixture
def place(tmp_path):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return surroundings.Surroundings(tmp_path, environment)


@pytest.fixture
def crew(tmp_path):
    crew = parts.Crew(tmp_path, threading.Event())
    yield crew
    crew.stop()


def until(condition, seconds=10):
    """Wait for something that another process does."""
    give_up_at = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen"
        time.sleep(0.05)


def is_alive(pid):
    """Whether a process runs; one that is dead and not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def python(code, tmp_path, *arguments):
    """A part that runs this code as a tethered module."""
    (tmp_path / "written_by_test.py").write_text(textwrap.dedent(code))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(surroundings.REPOSITORY)]),
    }
    return parts.Process("work", tether.command("module", "written_by_test", *arguments), environment)


# --- What a run keeps ------------------------------------------------------------------------


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first = surroundings.kept_secret(tmp_path / "secret")
    assert surroundings.kept_secret(tmp_path / "secret") == first
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert surroundings.kept_secret(tmp_path / "other") != first


def test_a_second_run_on_the_same_data_is_told_about_the_first(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PUBLIC_URL", "http://desk.test:8123")
    with surroundings.claimed_data_directory() as place:
        place.announce("")
        with pytest.raises(Refusal) as refusal, surroundings.claimed_data_directory():
            pass
    assert f"at http://desk.test:8123 (process {os.getpid()})" in str(refusal.value)
    with surroundings.claimed_data_directory():
        pass  # the first one has ended


def test_production_never_gets_a_secret_it_did_not_choose(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("PRODUCTION", "1")
    with surroundings.claimed_data_directory() as place:
        assert "SECRET_KEY" not in place.environment
    monkeypatch.setenv("PRODUCTION", "0")
    with surroundings.claimed_data_directory() as place:
        assert place.environment["SECRET_KEY"] == (tmp_path / "secret_key").read_text()


# --- Ports -----------------------------------------------------------------------------------


def test_the_next_free_port_is_found_when_the_usual_one_is_taken(place, monkeypatch):
    taken = surroundings._listen("127.0.0.1", 0)
    usual = taken.getsockname()[1]
    monkeypatch.setattr(surroundings, "USUAL_PORT", usual)
    with taken, place.listen() as listener:
        assert listener.getsockname()[1] != usual
        assert place.url == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_port_that_was_asked_for_and_is_taken_is_refused(place):
    # Somebody's proxy points at this port: another one would be no help.
    with surroundings._listen("127.0.0.1", 0) as taken:
        place.environment["PORT"] = str(taken.getsockname()[1])
        with pytest.raises(Refusal, match=f"PORT={place.environment['PORT']}"):
            place.listen()


# --- The Redis server ------------------------------------------------------------------------


def test_a_given_redis_is_used_and_none_started(place):
    place.environment["REDIS_URL"] = "redis://elsewhere/0"
    assert broker.broker_for(place) is None


def test_the_wheels_server_is_used_unless_another_is_named(tmp_path, monkeypatch):
    own = tmp_path / "redis-server"
    own.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert broker._server("").endswith("valkey-server")
    assert not broker._server("").startswith(str(tmp_path))
    assert broker._server("redis-server") == broker._server(str(own)) == str(own)
    with pytest.raises(Refusal, match="REDIS_SERVER=no-such-server"):
        broker._server("no-such-server")


def test_a_redis_that_cannot_start_says_why_at_once(place, crew, tmp_path):
    server = tmp_path / "broken-server"
    server.write_text("#!/bin/sh\necho I cannot read that file.\nexit 1\n")
    server.chmod(0o755)
    (tmp_path / "logs").mkdir()
    place.environment["REDIS_SERVER"] = str(server)
    crew.logs = place.logs
    broken = broker.broker_for(place)
    crew.start(broken.part)
    began = time.monotonic()
    with pytest.raises(Refusal, match="I cannot read that file"):
        broken.wait_until_it_answers(crew.stopping)
    assert time.monotonic() - began < broker.SECONDS_TO_ANSWER


def test_a_redis_that_never_answers_is_given_up_in_time(place, crew, tmp_path, monkeypatch):
    monkeypatch.setattr(broker, "SECONDS_TO_ANSWER", 1)
    server = tmp_path / "silent-server"
    server.write_text("#!/bin/sh\nsleep 60\n")
    server.chmod(0o755)
    place.environment["REDIS_SERVER"] = str(server)
    silent = broker.broker_for(place)
    crew.start(silent.part)
    began = time.monotonic()
    with pytest.raises(Refusal, match="does not answer"):
        silent.wait_until_it_answers(crew.stopping)
    assert time.monotonic() - began < 5


def test_who_starts_it_again_is_told_how_to_sign_in(place, capsys):
    place.environment["PUBLIC_URL"] = "http://desk.test:8123"
    place.announce("")
    assert "manage.py changepassword admin" in capsys.readouterr().out
    place.announce("LOGIN administrator admin secret")
    assert "changepassword" not in capsys.readouterr().out


def test_our_own_redis_keeps_its_data_over_kill_and_wants_its_password(place, crew):
    server = broker.broker_for(place)
    crew.start(server.part)
    server.wait_until_it_answers(crew.stopping)
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=server.port).ping()
    with redis.Redis.from_url(place.environment["REDIS_URL"]) as client:
        client.rpush("queue", "a task")
        assert client.config_get("bind")["bind"] == "127.0.0.1"
    server.part.process.kill()
    until(server.part.has_ended)
    until(lambda: crew.look_after_all() or not server.part.has_ended())
    server.wait_until_it_answers(crew.stopping)
    with redis.Redis.from_url(place.environment["REDIS_URL"]) as client:
        assert client.lrange("queue", 0, -1) == [b"a task"]


# --- The crew --------------------------------------------------------------------------------


def test_a_killed_part_is_started_again(crew, tmp_path):
    part = python("import time; time.sleep(60)", tmp_path)
    crew.start(part)
    killed = part.process.pid
    part.process.kill()
    until(lambda: crew.look_after_all() or part.process.pid != killed)
    assert not part.has_ended()


def test_a_part_that_cannot_live_is_tried_less_and_less_often():
    part = parts.Process("work", [], {})
    waits = []
    for _ in range(9):
        part.plan_restart(now=part.started_at)
        waits.append(part.start_at - part.started_at)
    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    part.plan_restart(now=part.started_at + 61)  # it was steady in between
    assert part.start_at - part.started_at == 61.5


def test_a_part_that_does_not_want_to_stop_is_killed(crew, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "SECONDS_TO_STOP", 0.3)
    code = """
        import pathlib, signal, sys, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path(sys.argv[1]).touch()
        time.sleep(60)
    """
    part = python(code, tmp_path, str(tmp_path / "deaf"))
    crew.start(part)
    until((tmp_path / "deaf").exists)
    crew.stop()
    assert part.process.returncode == -signal.SIGKILL


def test_what_fails_before_the_desk_opens_ends_the_run(crew, tmp_path):
    assert crew.run_to_end(python("print('logins')", tmp_path)) == "logins"
    with pytest.raises(Refusal, match="work failed"):
        crew.run_to_end(python("raise SystemExit(3)", tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="asks the Linux kernel")
def test_kill_9_of_the_starter_leaves_no_part_and_none_of_its_children(tmp_path):
    starter = textwrap.dedent(
        """
        import pathlib, sys, threading
        from config.starter import parts, tether
        crew = parts.Crew(pathlib.Path(sys.argv[1]), threading.Event())
        crew.start(parts.Process("work", tether.command("module", "forker", sys.argv[1]), None))
        crew.watch()
        """
    )
    forker = """
        import os, pathlib, sys, time
        os.fork()
        pathlib.Path(sys.argv[1], f"pid-{os.getpid()}").touch()
        time.sleep(60)
    """
    (tmp_path / "forker.py").write_text(textwrap.dedent(forker))
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(surroundings.REPOSITORY)]),
    }
    process = subprocess.Popen([sys.executable, "-c", starter, str(tmp_path)], env=environment)
    until(lambda: len(list(tmp_path.glob("pid-*"))) == 2)
    pids = [int(path.name.removeprefix("pid-")) for path in tmp_path.glob("pid-*")]
    assert all(is_alive(pid) for pid in pids)
    process.kill()
    process.wait()
    until(lambda: not any(is_alive(pid) for pid in pids), seconds=3)


def test_a_desk_that_is_not_ready_says_so_before_anybody_wonders(place, crew, monkeypatch, capsys):
    monkeypatch.setattr(ready, "SECONDS_OF_SILENCE", 0.2)
    monkeypatch.setattr(ready, "SECONDS_TO_BE_READY", 1)
    with place.listen() as listener:
        port = listener.getsockname()[1]
    place.environment["PORT"] = str(port)  # where nobody listens any more
    with pytest.raises(Refusal, match="Not ready after 1 s"):
        ready.wait_until_ready(place, crew)
    assert "Connection refused" in capsys.readouterr().out
