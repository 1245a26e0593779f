"""YAML in and out: plain data alone. What could expand, recurse or build objects is refused before it is built."""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from touchstone.errors import InputError

_MOST_CHARACTERS = 2_000_000
_DEEPEST = 24
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader on libyaml where PyYAML has it: forty times as fast."""


class _Loader(_Base):  # type: ignore[misc]
    """Builds plain data, and refuses a key that is given twice."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if key.value in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the key {key.value[:60]!r} is given twice", problem_mark=key.start_mark
            )
        seen.add(key.value)
    built: dict[Hashable, Any] = loader.construct_mapping(node, deep=True)
    return built


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(path: Path, text: str) -> Any:
    """The one document of `text` as lists, maps, texts and numbers. Raises InputError with the line."""
    if len(text) > _MOST_CHARACTERS:
        raise InputError(
            f"{path}: {len(text):,} characters of YAML; at most {_MOST_CHARACTERS:,} are read",
            "write large files as JSON",
        )
    try:
        _require_plain(path, text)
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise InputError(
            f"{path}{line}: broken YAML: {error.problem or error.context}", "correct that line and try again"
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise InputError(f"{path}: broken YAML: {reason}", "correct it and try again") from error


def _require_plain(path: Path, text: str) -> None:
    """Refuses aliases, tags and deep nesting from the stream of events, where they cost nothing yet."""
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        line = f"{path}, line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError(f"{line}: YAML with anchors or aliases", "write the text out at each place")
        if getattr(event, "tag", None):
            raise InputError(f"{line}: YAML with the tag {event.tag}", "write plain lists, maps and texts")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise InputError(f"{line}: YAML nested too deeply", "flatten it and try again")


def dump_yaml(value: Any) -> str:
    """`value` as YAML that reads back the same, keys in their order."""
    # PyYAML leaves these line ends of Unicode unquoted, where they are read as white space; escaped they stay.
    breaks = any(each in json.dumps(value, ensure_ascii=False) for each in "\x85\u2028\u2029")
    written: str = yaml.safe_dump(value, allow_unicode=not breaks, sort_keys=False, width=100)
    return written
