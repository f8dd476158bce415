"""No regular expression of ours can be made slow by what somebody sends: each is pumped, also those of tomorrow."""

import ast
import importlib
import re

import pytest
from django.core.validators import RegexValidator

from tests.pumping import slow
from tests.test_architecture import MIGRATIONS, OURS, Module, functions

STARTS_A_PROCESS = {"config.starter.__main__"}
NAMES = [m.name for m in OURS if m.name not in STARTS_A_PROCESS and not m.is_in(*MIGRATIONS)]


def patterns(modules):
    """Every compiled expression of some modules, by where it stands: on the module, in a class, in a collection."""
    for name in modules:
        for key, value in vars(importlib.import_module(name)).items():
            yield from (pytest.param(found, id=f"{name}.{key}") for found in held(value, name))


def held(value, module):
    """The expressions that a value is or holds; a class that was only imported is its own module's business."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, RegexValidator):
        yield re.compile(value.regex.pattern, value.regex.flags)
    elif isinstance(value, dict):
        yield from (found for each in value.values() for found in held(each, module))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from (found for each in value for found in held(each, module))
    elif isinstance(value, type) and value.__module__ == module:
        yield from (found for each in vars(value).values() for found in held(each, module))


def once(found):
    """Each expression one time, whoever imports it."""
    return list({(each.values[0].pattern, each.values[0].flags): each for each in found}.values())


@pytest.mark.parametrize("pattern", once(patterns(NAMES)))
def test_a_pattern_takes_time_in_proportion_to_the_text_whatever_the_text(pattern):
    assert slow(pattern) == ""


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"\w+@",
        r"<?([^\s<>]{1,64}@[^\s<>]{1,255}[a-zA-Z0-9])>?",
        r"(?:failed|delay)[a-z]* (?:notice|mail)",
        r"(<a\s[^<>]{0,400}?href=(http://[^\s<>]{1,120})[\s>][^<>]{0,400}?>?)([^<>]{1,200})</a>",
    ],
)
def test_a_pattern_that_can_be_made_slow_is_found(pattern):
    assert slow(re.compile(pattern))


def hides_a_pattern(module):
    """An expression that is not on its module, where the pump finds it."""
    tree = module.tree
    inside = {id(node) for function in functions(tree) for node in ast.walk(function)}
    named = {id(node.value) for node in tree.body if isinstance(node, ast.Assign)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in ("re", "regex"):
            yield f"{module.name}:{node.lineno} imports from {node.module}"
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.startswith("re.") and (called != "re.compile" or id(node) in inside):
                yield f"{module.name}:{node.lineno} {called}"
            elif called.rpartition(".")[2] in ("RegexField", "RegexValidator") and id(node) not in named:
                yield from (
                    f"{module.name}:{node.lineno} {called}" for a in node.args[:1] if isinstance(a, ast.Constant)
                )


def test_every_pattern_is_where_the_pump_finds_it():
    assert [found for module in OURS if not module.is_in(*MIGRATIONS) for found in hides_a_pattern(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "from re import compile",
        "def f(text):\n    return re.sub('a+', '', text)",
        "def f(text):\n    return re.compile('a+').match(text)",
        "FOUND = re.split('a+', 'baab')",
        "class Form:\n    once = forms.RegexField('a+')",
    ],
)
def test_a_pattern_that_hides_is_found(text):
    source = Module("tickets.channels.email.reply", text)
    assert list(hides_a_pattern(source))
