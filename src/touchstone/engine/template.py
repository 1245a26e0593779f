"""Chat templates: from a GGUF's Jinja text to the trusted text before and after a single user message.

A template comes with a model file and is untrusted code: it runs in Jinja's immutable sandbox, set up as
transformers sets it up, and what it can repeat, count over or write is bounded. The clock it sees stands
still, so that a prompt is the same every day.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from touchstone.errors import InputError

TODAY = datetime(2026, 1, 1)
"""The date that every template sees."""

MAX_CHARS = 200_000
"""The longest prompt frame, and the longest string or list a template may build by repeating one."""

MAX_ITEMS = 100_000
"""How many numbers all `range` calls of one rendering may give together."""

_REMEDY = "give the entry a working chat_template in models.toml (or check its template_args)"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chat template puts around one user message: `prefix` ends where the message begins."""

    prefix: str
    suffix: str


class _Generation(Extension):
    """Accepts `{% generation %}` blocks, by which training code marks the assistant's text."""

    tags = {"generation"}

    def parse(self, parser: Parser) -> list[nodes.Node]:
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class _Namespace(jinja2.utils.Namespace):
    """Jinja's namespace without the names that begin with an underscore, which reach into Python."""

    def __init__(*args: Any, **kwargs: Any) -> None:  # so that namespace(self=...) works, as in Jinja
        attributes = dict(*args[1:], **kwargs)
        for name in attributes:
            _Namespace._check(name)
        jinja2.utils.Namespace.__init__(args[0], attributes)

    def __setitem__(self, name: str, value: Any) -> None:
        _Namespace._check(name)  # not self._check: attributes of self are the template's
        super().__setitem__(name, value)

    @staticmethod
    def _check(name: Any) -> None:
        if isinstance(name, str) and name.startswith("_"):
            raise SecurityError(f"a template cannot store the attribute {name!r}")


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox with bounds on what an operator may build. One is made for each rendering."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self) -> None:
        super().__init__(trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols])
        self._items_left = MAX_ITEMS
        self.filters["tojson"] = _to_json
        self.globals.update(
            raise_exception=_raise_exception,
            strftime_now=TODAY.strftime,
            namespace=_Namespace,
            range=self._range,
        )

    def _range(self, *args: int) -> range:
        numbers = range(*args)
        self._items_left -= len(numbers)
        if self._items_left < 0:
            raise SecurityError(f"the template counts over more than {MAX_ITEMS} numbers")
        return numbers

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "*":
            for some, times in ((left, right), (right, left)):
                if isinstance(some, str | list | tuple) and len(some) * int(times) > MAX_CHARS:
                    raise SecurityError("the template repeats something too often")
        if operator == "**" and (abs(left) > MAX_CHARS or abs(right) > 64):
            raise SecurityError("the template raises a number to too high a power")
        return super().call_binop(context, operator, left, right)


def _raise_exception(message: str) -> None:
    raise jinja2.TemplateError(message)


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """Plain JSON: Jinja's own filter would escape HTML characters."""
    return json.dumps(
        value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
    )


def render(template: str, content: str, args: Mapping[str, object], *, bos: str = "", eos: str = "") -> str:
    """The prompt for one user message that says `content`, with the assistant's turn opened.

    Raises jinja2.TemplateError, and what the template's own expressions raise (TypeError, ValueError, ...).
    """
    variables: dict[str, object] = {
        "messages": [{"role": "user", "content": content}],
        "tools": None,
        "documents": None,
        "add_generation_prompt": True,
        "bos_token": bos,
        "eos_token": eos,
    }
    blocks = _Environment().from_string(template).generate(**{**variables, **args})
    return "".join(_bounded(blocks))


def _bounded(blocks: Iterator[str]) -> Iterator[str]:
    written = 0
    for block in blocks:
        written += len(block)
        if written > MAX_CHARS:
            raise SecurityError(f"the template writes more than {MAX_CHARS} characters")
        yield block


def chat_frame(
    template: str | None, args: Mapping[str, object], *, model: str, bos: str = "", eos: str = ""
) -> Frame:
    """The trusted text before and after a user message, in the form the model was trained on.

    `bos`, `eos`: the vocabulary's texts for those tokens. `model` names it in errors. Raises InputError where
    there is no template, where it fails, and where it does not give the message back exactly once.
    """
    if not template:
        raise InputError(
            f"the model {model} has no chat template",
            "give its entry a chat_template in models.toml; "
            "for a base model: \"{{ messages[0]['content'] }}\\n\"",
        )
    mark = "TOUCHSTONE" + hashlib.sha256(template.encode("utf-8", "replace")).hexdigest()[:32]
    try:
        text = render(template, mark, args, bos=bos, eos=eos)
    except RecursionError as error:
        raise InputError(f"the chat template of {model} is nested too deeply", _REMEDY) from error
    except (
        jinja2.TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"the chat template of {model} fails: {reason}", _REMEDY) from error
    prefix, *rest = text.split(mark)
    if len(rest) != 1:
        raise InputError(f"the chat template of {model} gives the message back {len(rest)} times", _REMEDY)
    return Frame(prefix, rest[0])
