"""Runs a check on a response."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self

from touchstone.domain.check import Check, CountCheck, PatternCheck, SchemaCheck, TextCheck
from touchstone.domain.check_words import bounds
from touchstone.judging.checks.child import SECONDS, Child
from touchstone.judging.checks.counting import count
from touchstone.judging.checks.finding_texts import held

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Found:
    """What code found, in a few words, and whether the check is met; None: it came to no result, and why."""

    met: bool | None
    text: str


class Checker:
    """Runs checks. `seconds`: how long a pattern or a schema may take on one response. To be closed."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._child = Child(seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close()

    def run(self, check: Check, text: str) -> Found:
        """What the check finds in a response's text."""
        if isinstance(check, CountCheck):
            return _counted(check, text)
        if isinstance(check, TextCheck):
            return _texts(check, text)
        if isinstance(check, PatternCheck):
            return self._pattern(check, text)
        return self._schema(check, text)

    def _pattern(self, check: PatternCheck, text: str) -> Found:
        answer = self._child.ask(
            {"kind": check.kind, "pattern": check.pattern, "ignore_case": check.ignore_case, "text": text}
        )
        if "error" in answer:
            return Found(None, f"the pattern gave no result: {answer['error']}")
        found = answer["found"]
        said = "the pattern does not match" if found is None else f"the pattern matches {_short(found)}"
        return Found((found is not None) != check.negate, said)

    def _schema(self, check: SchemaCheck, text: str) -> Found:
        answer = self._child.ask({"kind": check.kind, "json_schema": check.json_schema, "text": text})
        if "error" in answer:
            return Found(None, f"the schema gave no result: {answer['error']}")
        fault: str | None = answer["fault"]
        if fault is None:
            return Found(True, "JSON that the schema allows" if check.json_schema else "JSON")
        return Found(False, fault)


def _counted(check: CountCheck, text: str) -> Found:
    number = count(check.of, text)
    met = (check.at_least or 0) <= number and (check.at_most is None or number <= check.at_most)
    unit = check.of.removesuffix("s") if number == 1 else check.of
    return Found(met, f"{number:,} {unit}; {bounds(check)}")


def _texts(check: TextCheck, text: str) -> Found:
    there = held(check, text)
    missing = [each for each in check.texts if each not in there]
    verb = {"contains": "contains", "starts": "starts with", "ends": "ends with"}[check.kind]
    every = check.kind == "contains" and check.all and not check.negate
    met = not missing if every else bool(there) != check.negate
    if there and (met or not every):
        return Found(met, f"{verb} {', '.join(map(_short, there))}")
    without = {"contains": "does not contain", "starts": "does not start with", "ends": "does not end with"}
    return Found(met, f"{without[check.kind]} {', '.join(map(_short, missing))}")


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
