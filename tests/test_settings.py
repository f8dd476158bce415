"""The settings: the reference tells the truth, and production refuses what is not safe."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from config.settings import LOCAL_KEY

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "PRODUCTION": "1",
    "SECRET_KEY": "k3v9-qf8T2xWm7Lr4Zp1Ns6Yd0Hb5Jc-uAeGoIiKtRwBvXyQzMnPl",
    "ALLOWED_HOSTS": "desk.example.com",
    "PUBLIC_URL": "https://desk.example.com",
    "EMAIL_URL": "smtp://localhost:25",
    "DESK_EMAIL": "desk@example.com",
}

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20000}
TIMEOUTS = {
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "1min",
}


def variables():
    """Every env(...) of the settings: its name, its default in words, whether it is required."""
    tree = ast.parse((ROOT / "config/settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        if re.fullmatch(r"env\.(?!read_env)\w+", ast.unparse(call.func)):
            default = next(k.value for k in call.keywords if k.arg == "default")
            required = ast.unparse(default).startswith("local(")
            yield call.args[0].value, in_words(default), "required" if required else ""


def in_words(default):
    """A default as one would write it into the environment."""
    names = {"BASE_DIR": Path(), "DATA_DIR": Path("DATA_DIR"), "PRODUCTION": "PRODUCTION"}
    names |= {"LOCAL_KEY": LOCAL_KEY, "local": lambda value: value, "str": relative}
    value = eval(ast.unparse(default), names)
    if isinstance(value, list):
        return ",".join(value)
    return str(int(value)) if isinstance(value, bool) else str(value)


def relative(path):
    return f"./{path}"


def reference():
    """The rows of the first table of docs/settings.md, without the last column."""
    lines = (ROOT / "docs/settings.md").read_text().splitlines()
    for line in lines[: lines.index("Only `make run` reads these:")]:
        if line.startswith("| `"):
            name, default, required, _ = (cell.strip(" `") for cell in line.strip("|").split("|"))
            yield name, default, required


def start(**environment):
    """Start Django in a process of its own and return how that ended."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_reference_lists_every_variable_with_its_default():
    assert sorted(reference()) == sorted(variables())


def test_production_passes_the_deployment_check(tmp_path):
    ended = start(**PRODUCTION, DATA_DIR=str(tmp_path))
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL"])
def test_production_refuses_to_start_without(missing, tmp_path):
    chosen = {name: value for name, value in PRODUCTION.items() if name != missing}
    ended = start(**chosen, DATA_DIR=str(tmp_path))
    assert ended.returncode
    assert f"Set the {missing} environment variable" in ended.stderr


@pytest.mark.parametrize("unsafe", [{"SECRET_KEY": LOCAL_KEY}, {"DEBUG": "1"}, {"ALLOWED_HOSTS": "*"}])
def test_production_refuses_what_is_not_safe(unsafe, tmp_path):
    ended = start(**{**PRODUCTION, **unsafe}, DATA_DIR=str(tmp_path))
    assert ended.returncode
    assert "ImproperlyConfigured" in ended.stderr


SHORT, KNOWN = "k3v9-qf8T2xWm7Lr4Zp1Ns6Yd0", "django-insecure-" + PRODUCTION["SECRET_KEY"]


@pytest.mark.parametrize("unsafe", [SHORT, KNOWN, LOCAL_KEY, "a" * 60], ids=["short", "known", "ours", "one letter"])
@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FALLBACKS"])
def test_production_refuses_keys_that_can_be_guessed_former_ones_too(name, unsafe, tmp_path):
    ended = start(**{**PRODUCTION, name: unsafe}, DATA_DIR=str(tmp_path))
    assert ended.returncode
    assert "ImproperlyConfigured" in ended.stderr
    assert f"{name} is" in ended.stderr
    assert unsafe not in ended.stderr


def test_production_takes_a_good_former_key(tmp_path):
    former = PRODUCTION["SECRET_KEY"][::-1]
    assert start(**PRODUCTION, SECRET_KEY_FALLBACKS=former, DATA_DIR=str(tmp_path)).returncode == 0


@pytest.mark.parametrize(
    ("server", "leaves"),
    [
        ("smtp+tls://user:password@mail.example.com:587", True),
        ("filemail:///tmp/mails", False),
        ("consolemail://", False),
    ],
)
def test_mail_that_is_kept_here_does_not_leave(server, leaves, tmp_path):
    code = "from config import settings; print(settings.MAIL_LEAVES)"
    environment = {"PATH": os.environ["PATH"], "EMAIL_URL": server, "DATA_DIR": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == str(leaves)


def test_what_is_kept_in_the_data_folder_is_nobody_elses_to_read(tmp_path):
    """The database, its journal and whatever else is written, also into a folder that was there before, open to all."""
    data = tmp_path / "var"
    data.mkdir(mode=0o755)
    code = (
        "import django; django.setup()\n"
        "from django.core.files.base import ContentFile\n"
        "from django.core.files.storage import default_storage\n"
        "from django.db import connection\n"
        "connection.ensure_connection()\n"
        "default_storage.save('2025/03/a', ContentFile(b'x'))\n"
    )
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in [data, *data.rglob("*")]}
    files = {name: mode for name, mode in modes.items() if name in ("a", "followthrough.sqlite3")}
    assert files == {"a": "0o600", "followthrough.sqlite3": "0o600"}
    assert set(modes.values()) == {"0o700", "0o600"}


def test_a_folder_that_all_share_stays_open(tmp_path):
    tmp_path.chmod(0o1777)
    assert start(**PRODUCTION, DATA_DIR=str(tmp_path)).returncode == 0
    assert oct(tmp_path.stat().st_mode & 0o7777) == "0o1777"


@pytest.mark.django_db
def test_sqlite_waits_for_its_turn_and_loses_nothing():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does so by itself")
    with connection.cursor() as cursor:
        read = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    assert read == PRAGMAS


@pytest.mark.django_db
def test_postgresql_gives_up_what_takes_too_long():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")
    with connection.cursor() as cursor:
        for name, value in TIMEOUTS.items():
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone()[0] == value
