"""The names of a row's fields, their synonyms, and reading them with their types."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite
from typing import Any

from touchstone.errors import InputError

SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": (),
    "prompt": ("input", "instruction", "query", "question", "user_input"),
    "messages": (),
    "system_prompt": (),
    "reference": ("reference_answer", "expected", "expected_output", "target", "ideal"),
    "response": ("output", "answer", "completion", "actual_output", "submission"),
    "response_id": (),
    "system": ("model", "model_name", "source"),
    "responses": (),
    "response_a": (),
    "response_b": (),
    "system_a": ("model_a",),
    "system_b": ("model_b",),
    "chosen": (),
    "rejected": (),
    "label": (),
    "winner": (),
    "score": (),
    "score_min": (),
    "score_max": (),
    "annotators": (),
    "rubric": (),
    "subset": (),
    "group": (),
    "kind": (),
}
"""Field to its other names. `kind` is accepted and not needed: what a row is follows from its fields."""


@dataclass(frozen=True, slots=True)
class Fields:
    """A row's known fields under their own names, what else it has, and its place for messages.

    `names`: what the file calls each of them. Null is the same as absent. The readers raise InputError for a
    value of the wrong type, and remember what was read: a known field that this form of row has no use for is
    kept aside like an unknown one.
    """

    place: str
    values: dict[str, Any]
    unknown: tuple[str, ...]
    names: dict[str, str]
    used: set[str] = field(default_factory=lambda: {"kind"})

    def refuse(self, message: str, remedy: str) -> InputError:
        """The error to raise about this row."""
        return InputError(f"{self.place}: {message}", remedy)

    def called(self, name: str) -> str:
        """The field as the user knows it: "source (system)" where the file has it under another name."""
        given = self.names.get(name, name)
        return name if given == name else f"{given} ({name})"

    def has(self, *names: str) -> bool:
        """Whether any of these fields is given, even if empty."""
        return any(name in self.values for name in names)

    def filled(self, *names: str) -> bool:
        """Whether any of these fields has a value."""
        return any(self.values.get(name, "") != "" for name in names)

    def aside(self) -> tuple[str, ...]:
        """The fields that were not read."""
        unused = (self.names[name] for name in self.values if name not in self.used and self.filled(name))
        return (*self.unknown, *unused)

    def value(self, name: str) -> Any:
        """The value as the file has it, or None."""
        self.used.add(name)
        return self.values.get(name)

    def text(self, name: str) -> str | None:
        """A text as it is, also an empty one."""
        value = self.value(name)
        if value is not None and not isinstance(value, str):
            raise self.refuse(
                f"{self.called(name)} must be text, not {_kind(value)}", "write it as a JSON string"
            )
        return value

    def name(self, name: str) -> str | None:
        """A short text or a whole number, as text; an empty one is absent."""
        value = self.value(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.refuse(
                f"{self.called(name)} must be text or a whole number, not {_kind(value)}", "correct it"
            )
        return self.valid(name, value)

    def valid(self, name: str, text: str) -> str:
        """The text, if it can be stored and written: half of a surrogate pair cannot."""
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise self.refuse(f"{name} is not valid Unicode", "correct it")
        return text

    def number(self, name: str) -> float | None:
        """A finite number, also as text (CSV) or as true and false (1 and 0)."""
        value = self.value(name)
        if value is None or value == "":
            return None
        try:
            number = float(value) if isinstance(value, int | float | str) else None
        except (ValueError, OverflowError):
            number = None
        if number is None or not isfinite(number):
            raise self.refuse(
                f"{name} must be a number, not {value!r}", "write it as a number, or leave it out"
            )
        return number

    def nested(self, name: str, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
        """A list or an object, also as JSON text (CSV, Parquet)."""
        value = self.value(name)
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                value = json.loads(value)
            except (ValueError, RecursionError) as error:
                raise self.refuse(f"{name} is not valid JSON: {error}", f"write {name} as JSON") from error
        if value is not None and not isinstance(value, kind):
            wanted = "a list" if kind is list else "an object"
            raise self.refuse(f"{name} must be {wanted}, not {_kind(value)}", f"write {name} as {wanted}")
        return value

    def nearest(self, *wanted: str) -> str:
        """A hint, or nothing, when an unknown field looks like one of these: "did you mean 'response'?"."""
        names = {name: name for name in wanted}
        names |= {synonym: synonym for name in wanted for synonym in SYNONYMS[name]}
        for unknown in self.unknown:
            if found := get_close_matches(unknown.lower().strip(), names, n=1, cutoff=0.85):
                return f"it has {unknown!r}: did you mean {found[0]!r}?"
        return ""


def read_fields(place: str, raw: Mapping[str, Any]) -> Fields:
    """The row's fields under their own names.

    Of two names for one field the field's own wins, for a system the first listed; the other is kept aside as
    unknown. Elsewhere two names are refused, except instruction and input, which make up a prompt together.
    """
    given = {name: value for name, value in raw.items() if value is not None}
    values: dict[str, Any] = {}
    names: dict[str, str] = {}
    taken: set[str] = set()
    for name, synonyms in SYNONYMS.items():
        present = [known for known in (name, *synonyms) if given.get(known, "") != ""]
        present = present or [known for known in (name, *synonyms) if known in given]
        if not present:
            continue
        value = given[present[0]]
        if present[0] != name and len(present) > 1 and name != "system":
            value = _joined(place, name, present, given)
            taken.update(present)
        values[name], names[name] = value, present[0]
        taken.add(present[0])
    unknown = tuple(name for name in raw if name not in taken and given.get(name, "") != "")
    return Fields(place, values, unknown, names)


def _joined(place: str, name: str, present: list[str], given: Mapping[str, Any]) -> Any:
    if sorted(present) == ["input", "instruction"]:
        return f"{given['instruction']}\n\n{given['input']}"
    if all(given[other] == given[present[0]] for other in present):
        return given[present[0]]
    raise InputError(
        f"{place}: {' and '.join(present)} are both names for the {name}", f"rename the right one to {name!r}"
    )


def _kind(value: Any) -> str:
    """What JSON calls a value."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    names: dict[type, str] = {list: "a list", dict: "an object", str: "text"}
    return names.get(type(value), type(value).__name__)
