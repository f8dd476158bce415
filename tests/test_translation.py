"""Every text that a person reads goes through gettext, so that one catalogue is enough for another language.

Each rule is a function from a module, or a template, to the texts that it finds; each has a test that it finds nothing
in our code, and examples that it does find.
"""

import ast
import re

import pytest
from django.template.base import Lexer, TokenType

from tests.test_architecture import OURS, ROOT, Module

ELSEWHERE = (
    # For whoever works on a machine's command line.
    "config.starter",
    "metrics.management",
    "tickets.management",
    "tickets.events.history_format",
    # What people say at the demo desk, what was done once, and by which words mails are recognised.
    "tickets.demo",
    "tickets.migrations",
    "metrics.migrations",
    "tickets.channels.email.phrases",
    # Words of each language by which drafts are read, and in which they are written.
    "tickets.rules.drafts",
)
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# What these say is for who writes programs, settings or files for us: it names keys and is read on the command line.
FOR_PROGRAMMERS = {
    "ValueError",
    "TypeError",
    "ConnectionError",
    "ImproperlyConfigured",
    "abort",
    "error",
    "fault",
    "Gauge",
}
FOR_FILES = {"InvalidLine", "Reference", "InvalidDesk", "InvalidMapping", "InvalidRow"}
# The schema, and what makes pieces of it, is in English as its names are.
SCHEMA = {"extend_schema", "OpenApiParameter", "OpenApiResponse", "OpenApiExample", "get_security_definition"}
SCHEMA |= {"_click", "_when"}
IN_SCHEMA = {"help_text", "example", "EXAMPLE", "SPECTACULAR_SETTINGS", "TYPED", "NO_PERIOD"}
REST = (
    "tickets.api",
    "tickets.rest",
    "tickets.channels",
    "metrics.api",
    "metrics.explain_api",
    "metrics.journey_api",
)  # where a help is one of the schema
PRODUCTS = {"Provider"}  # whose names are the same in every language
SHOWN = """
    verbose_name verbose_name_plural label help_text short_description description title empty_label message subject
    default_detail default_error_messages error_messages missing empty_value_display site_title index_title
"""
NAMES = set(SHOWN.split())
TELLS = re.compile(r"messages\.(debug|info|success|warning|error)")
SENTENCE = re.compile(r"[A-Z“]\S*\s\S.*[.?!…]", re.DOTALL)
WORDS = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]")
LETTERS = re.compile(r"[A-Za-z]{2,}")


def name_of(node):
    """What is called or defined, without what it is called on."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", "") or getattr(node, "id", "") or getattr(node, "name", "")


def named_as(node):
    """The name under which something is handed on or kept."""
    if isinstance(node, ast.keyword):
        return node.arg
    return name_of(node.targets[0]) if isinstance(node, ast.Assign) else ""


def is_mark(node):
    return isinstance(node, ast.Call) and name_of(node) in MARKS


def is_of_the_schema(node):
    return isinstance(node, ast.Call | ast.FunctionDef) and name_of(node) in SCHEMA


def literal(node):
    """The text of a literal, with holes for what is put into it; None for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def walk(node, skipped):
    """A tree's nodes without those that are to be skipped. The pieces of an f-string are no texts of their own."""
    if skipped(node):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            yield from walk(child, skipped)


def unmarked(tree, skipped=lambda node: False):
    """The literals in a tree that no mark holds."""
    return (node for node in walk(tree, lambda node: is_mark(node) or skipped(node)) if literal(node) is not None)


def found(module, node):
    text = ast.unparse(node) if literal(node) is None else literal(node)
    return f"{module.name}:{node.lineno} {text[:60]!r}"


# --- The rules: modules ----------------------------------------------------------------------


def refuses_in_english(module):
    """Whatever is raised with words is a refusal that a person reads, unless it is known to be for programmers."""
    raised = (node.exc for node in ast.walk(module.tree) if isinstance(node, ast.Raise))
    for error in raised:
        if isinstance(error, ast.Call) and name_of(error) not in FOR_PROGRAMMERS | FOR_FILES:
            yield from (found(module, text) for text in unmarked(error) if WORDS.search(literal(text)))


def names_in_english(module):
    """Labels, titles, helps and messages of forms, models and pages, be they one word."""
    for node in walk(module.tree, is_of_the_schema):
        named = named_as(node)
        if named in NAMES and not (named == "help_text" and module.is_in(*REST)):
            yield from (found(module, text) for text in held(named, node.value) if LETTERS.search(literal(text) or ""))
        elif (
            isinstance(node, ast.ClassDef)
            and node.name not in PRODUCTS
            and any("Choices" in name_of(b) for b in node.bases)
        ):
            yield from (found(module, label) for label in labels(node) if literal(label) is not None)


def held(named, node):
    """What a value holds: itself, each message by its code, or either of a choice between two."""
    if isinstance(node, ast.Dict):
        return node.values if named.endswith("messages") else ()
    return (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)


def labels(choices):
    """The second of each pair in a class of choices."""
    return [line.value.elts[-1] for line in choices.body if isinstance(getattr(line, "value", None), ast.Tuple)]


def tells_in_english(module):
    """What is said after something was done."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and TELLS.fullmatch(ast.unparse(node.func)):
            yield from (found(module, text) for text in unmarked(node) if LETTERS.search(literal(text)))


def has_a_sentence_in_english(module):
    """Anything else that reads as a sentence."""

    def skipped(node):
        if isinstance(node, ast.Expr) and literal(node.value) is not None:
            return True  # a docstring
        of_files = isinstance(node, ast.Call | ast.FunctionDef) and name_of(node) in FOR_PROGRAMMERS | FOR_FILES
        return of_files or is_of_the_schema(node) or named_as(node) in IN_SCHEMA

    yield from (found(module, text) for text in unmarked(module.tree, skipped) if SENTENCE.fullmatch(literal(text)))


def cuts_a_sentence(module):
    """A translator needs whole sentences, and names where more than one thing is put in. xgettext sees no f-strings."""
    for node in ast.walk(module.tree):
        if is_mark(node):
            is_cut = any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in node.args)
            is_cut = is_cut or len(re.findall(r"%[sd]", literal(node.args[0]) or "")) > 1
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            is_cut = is_mark(node.left) or is_mark(node.right)
        else:
            is_cut = isinstance(node, ast.JoinedStr) and any(map(is_mark, ast.walk(node)))
        if is_cut:
            yield found(module, node)


def translates_too_early(module):
    """What is translated while a module is loaded stays in the language of that moment: there it has to be lazy."""
    imported = (node for node in module.tree.body if isinstance(node, ast.ImportFrom))
    eager = {
        a.asname or a.name for node in imported for a in node.names if a.name in ("gettext", "ngettext", "pgettext")
    }
    later = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    for node in walk(module.tree, lambda node: isinstance(node, later)):
        if isinstance(node, ast.Call) and name_of(node) in eager:
            yield found(module, node)


# --- The rules: templates ---------------------------------------------------------------------

TEMPLATES = [
    path
    for folder in ("tickets", "metrics")
    for path in sorted((ROOT / folder / "templates").rglob("*.html"))
    if path.name != "demo.html"  # a shop that sells in English
]
# An icon is named by its text.
NO_TEXT = re.compile(
    r"""<(script|style|svg)\b.*?</\1>|<!--.*?-->|<!doctype[^>]*>|&\w+;|<\w+[^<>]*symbols[^<>]*>\w+""",
    re.DOTALL | re.IGNORECASE,
)
SPOKEN_ATTRIBUTE = re.compile(r"""(?<![\w:-])(?:title|placeholder|aria-label|alt)=["']([^"']*[A-Za-z]{2}[^"']*)""")
TAG = re.compile(r"<[^<>]*>", re.DOTALL)
CLASS = re.compile(r"[a-z]+-[a-z-]+")  # the page's, as a block of its own
IN_A_TAG = re.compile(r"""(?<![\w(:])["']([A-Z][^"']* [^"']*)["']""")
UNREAD = re.compile(r"(end)?(blocktrans(late)?|comment|verbatim)")
HOLE = "\x00"  # what is put in there is somebody else's


def speaks_english(text):
    """The texts of a template outside of {% translate %} and {% blocktranslate %}, those of its attributes too."""
    shown, inside = [], False
    for token in Lexer(text).tokenize():
        tag = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if UNREAD.fullmatch(tag):
            inside = not tag.startswith("end")
        elif tag and tag not in ("trans", "translate", "plural"):
            yield from IN_A_TAG.findall(token.contents)
        is_shown = token.token_type == TokenType.TEXT and not inside
        shown.append(token.contents if is_shown else HOLE)
    html = NO_TEXT.sub("", "".join(shown))
    yield from SPOKEN_ATTRIBUTE.findall(html)
    texts = (text.strip() for text in re.split(rf"[{HOLE}\n]", TAG.sub("\n", html)))
    yield from (text for text in texts if LETTERS.search(text) and not CLASS.fullmatch(text))


# --- Our code ---------------------------------------------------------------------------------

RULES = [
    refuses_in_english,
    names_in_english,
    tells_in_english,
    has_a_sentence_in_english,
    cuts_a_sentence,
    translates_too_early,
]


@pytest.mark.parametrize("rule", RULES)
def test_our_code_speaks_every_language(rule):
    english = [text for module in OURS if not module.is_in(*ELSEWHERE) for text in rule(module)]
    assert not english, "\n".join(english)


def test_our_templates_speak_every_language():
    english = [f"{path.relative_to(ROOT)}: {text}" for path in TEMPLATES for text in speaks_english(path.read_text())]
    assert not english, "\n".join(english)


# --- Each rule can fail -----------------------------------------------------------------------

BAD = [
    (refuses_in_english, "raise Forbidden('Only a resolved ticket closes.')"),
    (refuses_in_english, "raise Forbidden(f'#{a} was merged')"),
    (refuses_in_english, "raise Invalid('to', 'not a person')"),
    (refuses_in_english, "raise serializers.ValidationError({'to': ['Choose somebody.']})"),
    (refuses_in_english, "raise Denied(_('You may not.') if a else 'Nobody may.')"),
    (names_in_english, "class Meta:\n    verbose_name = 'ticket'"),
    (names_in_english, "class TooLarge(APIException):\n    default_detail = 'This is too large.'"),
    (names_in_english, "class F(Field):\n    default_error_messages = {'invalid': 'Give a number.', 'odd': _('Odd.')}"),
    (names_in_english, "forms.CharField(label='Name')"),
    (names_in_english, "forms.CharField(help_text=f'At most {most}.')"),
    (names_in_english, "@admin.display(description='Opened')\ndef opened(self, row): pass"),
    (names_in_english, "context = dict(title='Customers' if a else _('Customer'))"),
    (names_in_english, "class State(models.TextChoices):\n    OPEN = 'open', 'Open'"),
    (tells_in_english, "messages.success(request, 'Saved')"),
    (tells_in_english, "messages.error(request, f'{name} is not there')"),
    (has_a_sentence_in_english, "REASONS = {'close': 'Only a resolved ticket closes.'}"),
    (has_a_sentence_in_english, "return f'It belongs to {customer} already.'"),
    (has_a_sentence_in_english, "return f'{at}: {why(\"It was nobody.\")}'"),
    (cuts_a_sentence, "_(f'#{number} is not there.')"),
    (cuts_a_sentence, "_('#%s is not there.' % number)"),
    (cuts_a_sentence, "_('It is ') + name"),
    (cuts_a_sentence, "f'{_(\"It is\")} {here}'"),
    (cuts_a_sentence, "_('%s belongs to %s.') % (a, b)"),
    (translates_too_early, "from django.utils.translation import gettext as _\nNAME = _('Name')"),
    (translates_too_early, "from django.utils.translation import gettext\nclass A:\n    name = gettext('Name')"),
]
BAD_TEMPLATES = [
    "<p>Hello</p>",
    "<p>{% translate 'Hello' %} there</p>",
    "<p>Hello {{ name }}</p>",
    "{% block title %}Customers{% endblock %}",
    "{% if a %}<b>Yes</b>{% endif %}",
    '<input placeholder="Your name">',
    '<button aria-label="Close {{ name }}"></button>',
    "{% include 'head.html' with title='All customers' %}",
]


@pytest.mark.parametrize(("rule", "text"), BAD)
def test_the_rule_finds_what_breaks_it(rule, text):
    assert list(rule(Module("tickets.admin.desk", text)))


@pytest.mark.parametrize("text", BAD_TEMPLATES)
def test_a_template_in_english_is_found(text):
    assert list(speaks_english(text))


GOOD = [
    "raise Forbidden(_('#%(number)s was merged.') % {'number': number})",
    "raise ValueError(f'{name!r} is no name.')",
    "raise InvalidCalendar(gettext_noop('%(text)r is no date.'), text=text)",
    "raise Invalid('to', _('Nobody.') if a else worded(error))",
    "'A docstring is for whoever reads the code.'",
    "@extend_schema(summary='Write to us', description='More words for this ticket.')\ndef post(self): pass",
    "from django.utils.translation import gettext_lazy as _\nclass Meta:\n    verbose_name = _('ticket')",
    "log.info('mail_stored', mail=1)",
]
GOOD_TEMPLATES = [
    "<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>",
    "<p title=\"{% translate 'Your name' %}\">{{ name }} · {{ at|date:'j M Y' }}</p>",
    "{% block bodyclass %}desk-list{% endblock %}<script>let a = 'It is.'</script><i class=\"m-symbols\">close</i>",
    "{# A remark #}{% comment %}Another{% endcomment %}<a href='/x/{{ pk }}/'>{{ pk }}</a>",
]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", GOOD)
def test_the_rule_leaves_good_code_alone(rule, text):
    assert list(rule(Module("tickets.admin.desk", text))) == []


@pytest.mark.parametrize("text", GOOD_TEMPLATES)
def test_a_good_template_is_left_alone(text):
    assert list(speaks_english(text)) == []
