"""GBNF grammars: from JSON schemas, so that what is written under one parses and ends; and for text up to a stop.

The subset of schemas that structured answers here need: objects with fixed properties in order, arrays and strings of
bounded length, choices, whole numbers in a range. White space is at most one space after ":" and ",", and
strings hold no control characters and no escapes but of the quote and the backslash.
llama.cpp lets some ill-formed UTF-8 pass (overlong sequences): decoded with "replace", the text parses.
"""

import json
from collections.abc import Callable
from typing import Any

_CHAR = 'char ::= [ !#-\\[\\]-~\\u00A0-\\uD7FF\\uE000-\\U0010FFFF] | "\\\\" ["\\\\]\n'
_GAP = 'gap ::= " "?\n'
MAX_CHOICES = 1000


def json_grammar(schema: dict[str, Any]) -> str:
    """The GBNF grammar (rule `root`) of the schema's JSON documents.

    Raises ValueError for what the subset leaves out, and for strings, arrays and numbers without an upper
    bound: a model could go on for ever.
    """
    return f"root ::= {_rule(schema)}\n{_CHAR}{_GAP}"


def stop_grammar(stop: str) -> str:
    """The GBNF grammar (rule `root`) of the texts that end where they first say `stop`, and of no others.

    Its rules are the states of the automaton that searches for `stop` (Knuth, Morris and Pratt 1977): how much of
    it the text ends with. Raises ValueError for an empty one.
    """
    if not stop:
        raise ValueError("a text cannot stop at nothing")
    rules = []
    for state in range(len(stop)):
        goes = {char: _next_state(stop, state, char) for char in sorted(set(stop))}
        onward = [f"[{_escaped(char)}]{_state(to, stop)}" for char, to in goes.items() if to]
        others = "".join(_escaped(char) for char, to in goes.items() if to)
        rules.append(f"{'root' if state == 0 else f's{state}'} ::= {' | '.join(onward)} | [^{others}] root\n")
    return "".join(rules)


def _next_state(stop: str, state: int, char: str) -> int:
    """How much of `stop` a text ends with that ended with its first `state` characters and goes on with `char`."""
    text = stop[:state] + char
    return next(size for size in range(min(len(text), len(stop)), -1, -1) if text.endswith(stop[:size]))


def _state(number: int, stop: str) -> str:
    return "" if number == len(stop) else f" s{number}"


def _escaped(char: str) -> str:
    """The character inside a GBNF character class."""
    return f"\\U{ord(char):08X}"


def _rule(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return _choices(schema["enum"])
    kind = schema.get("type")
    rules: dict[Any, Callable[[dict[str, Any]], str]] = {
        "object": _object,
        "array": _array,
        "string": _string,
        "integer": _integer,
        "boolean": lambda _: _choices([False, True]),
    }
    if kind not in rules:
        raise ValueError(f"no grammar for a schema of type {kind!r}")
    return rules[kind](schema)


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _choices(values: list[Any]) -> str:
    if not values:
        raise ValueError("an enum needs a value")
    return "(" + " | ".join(_literal(json.dumps(value)) for value in values) + ")"


def _bounds(schema: dict[str, Any], low: str, high: str) -> tuple[int, int]:
    if high not in schema:
        raise ValueError(f"a schema of type {schema['type']} needs {high}")
    least, most = int(schema.get(low, 0)), int(schema[high])
    if not 0 <= least <= most:
        raise ValueError(f"{low} and {high} leave no choice")
    return least, most


def _string(schema: dict[str, Any]) -> str:
    least, most = _bounds(schema, "minLength", "maxLength")
    return f'"\\"" char{{{least},{most}}} "\\""'


def _integer(schema: dict[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None or most is None or not 0 <= most - least < MAX_CHOICES:
        raise ValueError(f"an integer needs minimum and maximum, at most {MAX_CHOICES} numbers apart")
    return _choices(list(range(least, most + 1)))


def _array(schema: dict[str, Any]) -> str:
    least, most = _bounds(schema, "minItems", "maxItems")
    if most == 0:
        return '"[]"'
    item = _rule(schema["items"])
    items = f'{item} ("," gap {item}){{{max(least - 1, 0)},{most - 1}}}'
    return f'"[" {items} "]"' if least else f'"[" ({items})? "]"'


def _object(schema: dict[str, Any]) -> str:
    members = [
        f'{_literal(json.dumps(name))} ":" gap {_rule(rule)}' for name, rule in schema["properties"].items()
    ]
    return '"{" ' + ' "," gap '.join(members) + ' "}"'
