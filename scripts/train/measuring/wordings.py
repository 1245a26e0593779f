"""Reads a criterion back: which kind of constraint it names, and with which values.

Only the wordings of `Kind.says` are read, after "The response". Case, the style of quotation marks and a last
full stop do not matter; anything else that differs makes the criterion unreadable.
"""

import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from scripts.train.corpus.kinds import KINDS, Kind, Params
from scripts.train.corpus.kinds.base import NUMBERS
from scripts.train.corpus.kinds.counts import Count

_SUBJECT = "the response "
_RELATIONS = ("exactly", "at most", "at least")
_LIMIT = 86429
"""Stands for any number while the wordings of an amount are gathered."""
_DRAWS = 500
"""Enough to meet every wording of an amount: there are fewer than fifty."""
_NUMBER = re.compile(rf"\b(?:\d+|{'|'.join(NUMBERS)})\b")


class Named(NamedTuple):
    """What a criterion names: the kind, and its values in the order of their names (see `named`)."""

    kind: str
    values: tuple[str, ...] = ()


class _Wording(NamedTuple):
    """A wording of a kind, and the pattern of its words."""

    kind: str
    pattern: re.Pattern[str]


def plain(text: str) -> str:
    """The text in lower case, with one kind of quotation mark and single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[\"“”‘’]", "'", text)).strip().casefold()


def named(kind: str, **values: object) -> Named:
    """What a criterion of that kind with these values names.

    Values are `word`, `word2`, `phrase`, `name`, `about`, `keys`, `key`, and for amounts `limit` and `relation`.
    """
    return Named(kind, tuple(_value(name, str(values[name])) for name in sorted(values)))


def read(criterion: str) -> Named | None:
    """What the criterion names; None where it is in no wording of any kind.

    Of several readings the one with the most fixed words counts.
    """
    text = plain(criterion).rstrip(".")
    if not text.startswith(_SUBJECT):
        return None
    readings = list(_readings(text.removeprefix(_SUBJECT)))
    return max(readings, key=lambda reading: reading[0])[1] if readings else None


def _value(name: str, text: str) -> str:
    text = plain(text)
    return text.rstrip(" .!?") if name == "phrase" else text


def _readings(text: str) -> Iterator[tuple[int, Named]]:
    """Each reading, and how many characters of the text are fixed in it."""
    for wording in _wordings():
        match = wording.pattern.fullmatch(text)
        if match is None:
            continue
        values: dict[str, str] = {}
        open_length = 0
        for field, found in match.groupdict().items():
            if field == "n":
                values["limit"] = _digits(found)
            elif field in ("count", "case", "what"):
                closed = _closed(wording.kind).get(_NUMBER.sub("#", found) if field == "count" else found)
                if closed is None:
                    break
                values |= closed
                if field == "count":
                    values["limit"] = _digits(_NUMBER.findall(found)[0])
            else:
                values[field] = found
                open_length += len(found)
        else:
            yield len(text) - open_length, named(wording.kind, **values)


def _digits(text: str) -> str:
    return str(NUMBERS.index(text)) if text in NUMBERS else str(int(text))


@cache
def _wordings() -> tuple[_Wording, ...]:
    return tuple(
        _Wording(kind.name, re.compile(pattern))
        for kind in KINDS.values()
        for pattern in dict.fromkeys(map(_pattern, kind.says))
    )


def _pattern(template: str) -> str:
    template = (
        plain(template).rstrip(".").replace("{amount} {unit}", "{count}").replace("{phrase}.", "{phrase}")
    )
    pieces = re.split(r"\{(\w+)\}", template)
    return "".join(_group(piece) if at % 2 else re.escape(piece) for at, piece in enumerate(pieces))


def _group(field: str) -> str:
    return f"(?P<{field}>{_NUMBER.pattern if field == 'n' else '.+'})"


@cache
def _closed(name: str) -> dict[str, dict[str, str]]:
    """By wording, the values of a kind that has only so many: relations (with # for the number), keys."""
    kind, rng = KINDS[name], random.Random(0)
    found: dict[str, dict[str, str]] = {}
    for params, values in _choices(kind):
        for _ in range(_DRAWS):
            fields = kind.fields(params, rng)
            words = " ".join(fields[each] for each in ("amount", "unit", "case", "what") if each in fields)
            found[plain(words.replace(str(_LIMIT), "#"))] = values
    return found


def _choices(kind: Kind) -> Iterable[tuple[Params, dict[str, str]]]:
    if isinstance(kind, Count):
        for relation in _RELATIONS:
            yield {"relation": relation, "limit": _LIMIT, "style": "digits"}, {"relation": relation}
        return
    keys = getattr(kind, "words", None) or getattr(kind, "details", {})
    for key in keys:
        yield {"key": key}, {"key": key}
