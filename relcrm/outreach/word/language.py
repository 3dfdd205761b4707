"""What may stand between the braces of a Word template: fields, conditions, lists; nothing that is called or computed.

Each part is counted before anything runs, so that no template takes long. No database.
"""

from frappe import _
from frappe.utils import escape_html
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from relcrm.exceptions import TemplateError

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.If,
    nodes.For, nodes.Filter, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Test, nodes.CondExpr,
)  # fmt: skip
FILTERS = frozenset("upper lower capitalize title trim default length first last join e escape".split())
TESTS = frozenset(("defined", "undefined", "none", "string", "number"))
DEEPEST_LOOP, MOST_LOOPS, MOST_NODES = 2, 40, 5000


class WordLanguage(SandboxedEnvironment):
    """Jinja, cut down to what a letter needs; anything else is refused with a sentence when the template is read."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.globals.clear()
        self.filters = {name: call for name, call in self.filters.items() if name in FILTERS}
        self.tests = {name: call for name, call in self.tests.items() if name in TESTS or name in ("eq", "ne")}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        validate(tree)
        return tree


def validate(tree: nodes.Template) -> None:
    """Refuse what is not allowed, and too much of what is."""
    stack, count, loops = [(tree, 0)], 0, 0
    while stack:
        node, depth = stack.pop()
        count += 1
        if isinstance(node, nodes.For):
            depth, loops = depth + 1, loops + 1
            if not isinstance(node.iter, (nodes.Name, nodes.Getattr)) or node.recursive:
                raise TemplateError(_("A list in the template must be one of the fields that hold several lines."))
        if depth > DEEPEST_LOOP or loops > MOST_LOOPS or count > MOST_NODES:
            raise TemplateError(_("The template has too many lists inside one another, or is too long."))
        refused = not isinstance(node, ALLOWED) or (isinstance(node, nodes.Filter) and node.name not in FILTERS)
        if refused or (isinstance(node, (nodes.Getattr, nodes.Name)) and _get_name(node).startswith("_")):
            text = _("The template holds something that cannot be filled in: {0}. Use fields, if and for alone.")
            raise TemplateError(text.format(escape_html(_describe(node))))
        stack += [(child, depth) for child in node.iter_child_nodes()]


def _get_name(node) -> str:
    return node.attr if isinstance(node, nodes.Getattr) else node.name


def _describe(node) -> str:
    name = getattr(node, "name", None) or getattr(node, "attr", None)
    return f"{name}" if isinstance(name, str) else type(node).__name__.lower()


def get_syntax_sentence(error: TemplateSyntaxError) -> str:
    """Return what is wrong with the writing of a template."""
    return _("The template is not written right: {0}").format(escape_html(str(error.message)[:200]))
