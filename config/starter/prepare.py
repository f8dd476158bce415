"""What must be true before the desk opens: tables, static files, an administrator, the demo.

Progress goes to stderr, at once; what is printed are the logins, which the starter shows last.
"""

import sys
from io import StringIO

import django
import environ
from django.core.management import call_command


def main() -> None:
    """Bring everything up to date; on a desk that is, nothing changes."""
    env = environ.Env()
    django.setup()
    _say("Preparing the database ...")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _show("createadmin")
    if env.bool("DEMO", default=not env.bool("PRODUCTION", default=False)):
        _say("Looking after the demo desk ...")
        _show("demo")


def _show(command: str) -> None:
    printed = StringIO()
    call_command(command, stdout=printed)
    if printed.getvalue().strip():
        print(printed.getvalue().strip(), flush=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
