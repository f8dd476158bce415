"""The house rules of ARCHITECTURE.md, read from the code itself.

Each rule is a function from a module to what is wrong in it; each has a test that it finds
nothing in our code, and one that it does find something in a bad snippet.
"""

import ast
import re
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Plain Python: facts and the time in, decisions out.
PLAIN = (
    *("tickets.rules", "tickets.events"),
    *(f"metrics.{part}" for part in ("measures", "surveys", "digests", "statistics", "comparing", "explain")),
    "metrics.mails.rhythm",
    *(f"metrics.journey.{part}" for part in ("lines", "lanes", "drawing")),
)
# Where the outside comes in; only there is the clock read.
EDGES = (
    "config",
    *(f"tickets.{edge}" for edge in ("api", "admin", "portal", "channels", "tasks", "management", "templatetags")),
    *(f"metrics.{edge}" for edge in ("api", "api_urls", "pages", "admin", "tasks", "management")),
    *(f"metrics.{edge}" for edge in ("explain_api", "explain_pages", "journey_api")),
)

# What each part of the product may know. Longest name first wins; a part knows itself.
INNER = {"tickets.events", "tickets.rules"}
EDGE = INNER | {"tickets.actions", "tickets.models", "config"}
MAY_KNOW = {
    "tickets.rules": set(),
    "tickets.events": {"tickets.rules"},
    "tickets.models": INNER,
    "tickets.actions": INNER | {"tickets.models"},
    # What all REST speaks alike, below whoever speaks it.
    "tickets.rest": INNER | {"tickets.actions"},
    "tickets.channels": EDGE | {"tickets.rest"},
    "tickets.api": EDGE | {"tickets.rest"},
    "tickets.admin": EDGE,
    "tickets.portal": EDGE,
    "tickets.exchange": INNER | {"tickets.models"},
    # The clock sends by a channel; a command is one more door to a channel or an exchange.
    "tickets.tasks": EDGE | {"tickets.channels"},
    "tickets.management": EDGE | {"tickets.channels", "tickets.exchange", "tickets.demo"},
    "tickets.demo": INNER,
    "tickets.migrations": INNER | {"tickets.models"},
    "tickets": {"tickets.models"},
    "metrics.measures": INNER,
    "metrics.surveys": set(),
    "metrics.digests": INNER | {"metrics.measures", "metrics.surveys"},
    # They follow the feed of events: what is kept, and what of it is believed.
    "metrics.reading": INNER | {"tickets.actions", "tickets.models", "metrics"},
    "metrics.keeping": INNER | {"tickets.actions", "tickets.models", "metrics"},
    # People set what they see, by the same permissions as everything else.
    "metrics.actions": INNER | {"tickets.actions", "tickets.models", "metrics"},
    "metrics.pages": INNER | {"tickets.actions", "tickets.models", "config", "metrics"},
    # They leave as the desk's other mails do.
    "metrics.mails": INNER | {"tickets.actions", "tickets.channels", "tickets.models", "config", "metrics"},
    "metrics.explain": INNER | {"metrics.measures"},
    # The worker makes files as pages do.
    "metrics.preparing": INNER | {"tickets.actions", "tickets.models", "metrics"},
    # The clock counts, and an action writes the figure down.
    "metrics.tasks": INNER | {"tickets.actions", "tickets.channels", "tickets.models", "config", "metrics"},
    "metrics.api": INNER | {"tickets.models", "tickets.rest", "config", "metrics"},
    "metrics.explain_api": INNER | {"tickets.models", "tickets.rest", "config", "metrics"},
    "metrics.journey_api": INNER | {"tickets.models", "tickets.rest", "config", "metrics"},
    "metrics": INNER | {"tickets.models", "config"},
    "config": {"tickets.models", "tickets.rules"},
}
VAGUE = {"services", "utils", "helpers", "common", "core", "managers", "signals"}
LONGEST_FUNCTION, LONGEST_FILE = 50, 400
# A migration is a record of what was done, and may write what it moves.
MIGRATIONS = ("tickets.migrations", "metrics.migrations")


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its text and its tree."""

    name: str
    text: str

    @property
    def tree(self):
        return ast.parse(self.text)

    def is_in(self, *parts):
        """Whether it is one of the parts, or inside one."""
        return any(within(self.name, part) for part in parts)


def within(name, part):
    return name == part or name.startswith(part + ".")


def read(*tops):
    """The modules of our own packages."""
    for top in tops:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            yield Module(name, path.read_text())


OURS = list(read("tickets", "metrics", "config"))


def imports(tree):
    """What a tree imports: a dotted name for each thing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{a.name}" for a in node.names)


def functions(tree):
    """Every function and method."""
    wanted = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(tree) if isinstance(node, wanted)]


def receiver(node):
    """A dotted text of what a method is called on: `a.objects.filter()` is 'a.objects.filter'."""
    if isinstance(node, ast.Call):
        return receiver(node.func)
    if isinstance(node, ast.Attribute):
        return f"{receiver(node.value)}.{node.attr}"
    if isinstance(node, ast.Subscript):
        return receiver(node.value)
    return node.id if isinstance(node, ast.Name) else ""


# --- The rules -------------------------------------------------------------------------------
def not_plain(module):
    """Rules and measures import the standard library and rules, nothing else; figures count with numpy."""
    if not module.is_in(*PLAIN):
        return
    for name in imports(module.tree):
        if name.split(".")[0] in sys.stdlib_module_names or within_any(name, PLAIN):
            continue
        if not (name.startswith("numpy") and module.is_in("metrics")):
            yield f"{module.name} imports {name}"


def within_any(name, parts):
    return any(within(name, part) for part in parts)


CLOCKS = {"timezone", "datetime", "date", "time", "dt"}
READS = {"now", "utcnow", "today", "localdate", "localtime", "time", "time_ns", "monotonic"}
CLOCK_IMPORTS = {"Now", "now", "localdate", "time.time", "time.monotonic"}


def reads_the_clock(module):
    """Only edges know what time it is; everything else is told."""
    if module.is_in(*EDGES, *MIGRATIONS):
        return
    for name in imports(module.tree):
        if name in CLOCK_IMPORTS or name.rpartition(".")[2] in ("Now", "now", "localdate"):
            yield f"{module.name} imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and is_a_reading(node):
            yield f"{module.name}:{node.lineno} {node.attr}"
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            yield f"{module.name}:{node.value.lineno} {node.arg}"


def is_a_reading(node):
    """`timezone.now` and the like, called or only handed on."""
    return node.attr in READS and receiver(node.value).rpartition(".")[2] in CLOCKS


WRITING = """
    save create bulk_create bulk_update get_or_create update_or_create save_base _raw_delete
    asave acreate abulk_create abulk_update aget_or_create aupdate_or_create aupdate adelete
    save_model save_formset delete_queryset
"""
ALWAYS_WRITES = set(WRITING.split())
QUERYING = """
    objects filter exclude all select_for_update order_by annotate using
    queryset qs get_queryset visible_to _base_manager _default_manager
"""
QUERIES = set(QUERYING.split())
NOT_ROWS = {"cache", "storage", "session", "cookies"}
WRITING_SQL = re.compile(r'\b(INSERT\s+INTO|UPDATE\s+["\w%{}.]+\s+SET|DELETE\s+FROM|COPY\s+["\w%{}.]+.*\bFROM)\b', re.I)


def row_names(modules):
    """Names under which rows are held: models, related names, and what one calls them."""
    names = set()
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                snake = re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()
                names |= {node.name, snake, f"{snake}s", f"{snake}_set"}
            elif isinstance(node, ast.keyword) and node.arg == "related_name":
                names.add(getattr(node.value, "value", ""))
    return names


ROWS = row_names([module for module in OURS if module.is_in("tickets.models", "metrics.models")])


def writes(module):
    """Only actions change the database: a second door is how histories get holes. What can be told again is kept elsewhere."""
    # `search_indexes` has the triggers by which SQLite's own index follows a table.
    told_again = ("metrics.facts", "metrics.keeping", "metrics.preparing", "tickets.search_indexes")
    if module.is_in("tickets.actions", "metrics.actions", *told_again, *MIGRATIONS):
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            chain = receiver(node.func.value).split(".")
            if is_a_write(node.func.attr, chain):
                yield f"{module.name}:{node.lineno} {'.'.join(chain)}.{node.func.attr}()"
        elif isinstance(node, ast.Constant) and WRITING_SQL.search(str(node.value)):
            yield f"{module.name}:{node.lineno} SQL that writes"


def is_a_write(method, chain):
    """A method that always writes, or `update` and `delete` on something that holds rows."""
    if NOT_ROWS & set(chain):
        return False
    if method in ALWAYS_WRITES:
        return True
    holds_rows = QUERIES & set(chain) or chain[-1] in ROWS
    return method in ("update", "delete") and bool(holds_rows)


def knows_too_much(module):
    """Each part knows only those below it; edges do not know each other."""
    part = max((p for p in MAY_KNOW if module.is_in(p)), key=len)
    for name in imports(module.tree):
        if name.startswith("."):
            yield f"{module.name} imports relatively"
        elif within_any(name, ("tickets", "metrics", "config")):
            if not within_any(name, {part, *MAY_KNOW[part]}):
                yield f"{module.name} imports {name}"
        elif name.startswith("celery") and not module.is_in(*EDGES):
            yield f"{module.name} imports {name}"


def imports_late(module):
    """An import inside a function hides a circle."""
    for function in functions(module.tree):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{module.name}:{node.lineno} in {function.name}()"


def is_too_long(module):
    """We talk about a function at 50 lines and a file at 400."""
    if module.is_in(*MIGRATIONS):
        return
    if (lines := module.text.count("\n")) > LONGEST_FILE:
        yield f"{module.name} has {lines} lines"
    for function in functions(module.tree):
        if (lines := function.end_lineno - function.lineno + 1) > LONGEST_FUNCTION:
            yield f"{module.name}.{function.name}() has {lines} lines"


def is_vague(module):
    """A name that anything fits is no name."""
    if vague := VAGUE & set(module.name.split(".")):
        yield f"{module.name}: {vague.pop()}"


def circle(modules):
    """The modules of one import circle, if there is one."""
    names = {module.name for module in modules}
    graph = {}
    for module in modules:
        targets = {n if n in names else n.rpartition(".")[0] for n in imports(module.tree)}
        graph[module.name] = targets & names - {module.name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


# --- Our code ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [not_plain, reads_the_clock, writes, knows_too_much, imports_late, is_too_long, is_vague],
)
def test_our_code_keeps_the_rule(rule):
    found = [found for module in OURS for found in rule(module)]
    assert not found, "\n".join(found)


def test_there_is_no_import_circle():
    assert circle(OURS) == []


def test_tests_are_short_too():
    found = [found for module in read("tests") for found in is_too_long(module)]
    assert not found, "\n".join(found)


# Trees of which each module has a test file of its own name, so that whoever changes one knows which tests to run.
MIRRORED = ("tickets/rules", "tickets/events", "tickets/actions", "tickets/admin")
WITHOUT_TESTS = {"__init__"}  # they name what is in a folder, and do nothing


def without_tests(paths, tests):
    """The modules whose mirrored test file is not there."""
    for path in sorted(paths):
        if path.stem not in WITHOUT_TESTS and path.parent / f"test_{path.name}" not in tests:
            yield str(path)


def files(top):
    """The Python files below a folder, by their paths from it."""
    return {path.relative_to(top) for path in top.rglob("*.py")}


@pytest.mark.parametrize("tree", MIRRORED)
def test_each_module_has_a_test_file_of_its_name(tree):
    found = list(without_tests(files(ROOT / tree), files(ROOT / "tests" / tree)))
    assert not found, "\n".join(found)


def test_a_module_without_its_test_file_is_found():
    paths = {Path("verbs/links.py"), Path("verbs/__init__.py"), Path("links.py")}
    assert list(without_tests(paths, {Path("test_links.py")})) == ["verbs/links.py"]


# --- Each rule can fail -----------------------------------------------------------------------

BAD = [
    (not_plain, "tickets.rules.lifecycle", "from django.utils import timezone"),
    (not_plain, "tickets.rules.lifecycle", "from tickets.models import Ticket"),
    (not_plain, "metrics.measures", "import structlog"),
    (reads_the_clock, "tickets.actions.intake.receive", "at = timezone.now()"),
    (reads_the_clock, "tickets.models.ticket", "at = models.DateTimeField(default=timezone.now)"),
    (reads_the_clock, "tickets.models.ticket", "at = models.DateTimeField(auto_now_add=True)"),
    (reads_the_clock, "tickets.rules.stalled", "datetime.datetime.now(UTC)"),
    (reads_the_clock, "tickets.rules.stalled", "date.today()"),
    (reads_the_clock, "tickets.actions.intake.receive", "from django.db.models.functions import Now"),
    (reads_the_clock, "tickets.actions.intake.receive", "from django.utils.timezone import now"),
    (reads_the_clock, "metrics.reports.ttr", "time.time()"),
    (writes, "tickets.api.views", "ticket.save()"),
    (writes, "tickets.admin.desk", "Ticket.objects.filter(pk=1).update(status='open')"),
    (writes, "tickets.admin.desk", "queryset.delete()"),
    (writes, "tickets.admin.desk", "ticket.delete()"),
    (writes, "tickets.portal.views", "ticket.message_set.create(text='')"),
    (writes, "tickets.tasks", "Ticket.objects.visible_to(actor).update(status='open')"),
    (writes, "tickets.channels.email", "RawInbound.objects.get_or_create(digest=digest)"),
    (writes, "metrics.reports.ttr", "cursor.execute('UPDATE tickets_ticket SET status = 1')"),
    (writes, "tickets.models.ticket", "cursor.execute('insert into x values (1)')"),
    (knows_too_much, "tickets.models.ticket", "from metrics import measures"),
    (knows_too_much, "tickets.models.ticket", "from tickets.actions import intake"),
    (knows_too_much, "tickets.actions.intake.receive", "from config.broker import nudge"),
    (knows_too_much, "tickets.actions.intake.receive", "from celery import shared_task"),
    (knows_too_much, "tickets.api.views", "from tickets.admin import desk"),
    (knows_too_much, "tickets.portal.views", "from tickets.api.views import AgentView"),
    (knows_too_much, "tickets.api.views", "from tickets.channels import email"),
    (knows_too_much, "tickets.rest.parsers", "from tickets.api.views import AgentView"),
    (knows_too_much, "metrics.reports.ttr", "from tickets.actions import intake"),
    (imports_late, "tickets.actions.intake.receive", "def f():\n    import json"),
    (is_too_long, "tickets.actions.intake.receive", "def f():\n" + "    pass\n" * 50),
    (is_too_long, "tickets.actions.intake.receive", "pass\n" * 401),
    (is_vague, "tickets.utils", ""),
    (is_vague, "tickets.core.things", ""),
]


@pytest.mark.parametrize(("rule", "name", "text"), BAD)
def test_the_rule_finds_what_breaks_it(rule, name, text):
    assert list(rule(Module(name, text)))


def test_a_circle_is_found():
    a, b = Module("tickets.a", "from tickets.b import x"), Module("tickets.b", "import tickets.a")
    assert set(circle([a, b])) == {"tickets.a", "tickets.b"}


GOOD = [
    (reads_the_clock, "tickets.api.views", "at = timezone.now()"),
    (reads_the_clock, "tickets.rules.business_time", "day = time(9, 30); at.date()"),
    (writes, "tickets.actions.intake.receive", "ticket.save()"),
    (writes, "tickets.api.views", "counts.update(open=1); digest.update(body); cache.delete('x')"),
    (knows_too_much, "tickets.tasks", "from tickets.channels import email"),
    (knows_too_much, "tickets.api.views", "from config.broker import nudge"),
]


@pytest.mark.parametrize(("rule", "name", "text"), GOOD)
def test_the_rule_leaves_good_code_alone(rule, name, text):
    assert list(rule(Module(name, text))) == []
