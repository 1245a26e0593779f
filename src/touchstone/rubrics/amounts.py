"""Amounts in a sentence: "at most 200 words", "exactly three bullet points", "300+ words", "2 to 4 lines"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NAMES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_NUMBERS = {name: number for number, name in enumerate(_NAMES.split())} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?:{'|'.join(_NUMBERS)})\b)"
_UNITS = {
    "words": r"words?",
    "sentences": r"sentences?",
    "paragraphs": r"paragraphs?",
    "lines": r"lines?",
    "bullets": r"(?:bullet(?:ed)?[- ](?:points?|items?)|bullets?)",
    "characters": r"characters?",
}
UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS.items())
_LEAST = r"at least|no fewer than|not fewer than|no less than|not less than|(?:a )?minimum(?: of)?"
_MOST = r"at most|no more than|not more than|up to|(?:a )?maximum(?: of)?|not exceed(?:ing)?|no longer than"
_EXACT = r"exactly|precisely|a total of|neither more nor fewer than|neither more nor less than"
_BEFORE = (
    rf"(?:(?P<least>{_LEAST})|(?P<most>{_MOST})|(?P<exact>{_EXACT})|(?P<above>more than|over)"
    r"|(?P<below>fewer than|less than|under|below)|(?P<between>between))\s+"
)
_AFTER = (
    r"(?:\s+(?:(?P<least_after>or more|at (?:the )?least|(?:at )?minimum)|(?P<most_after>or fewer|"
    r"or less|at (?:the )?most"
    r"|(?:at )?maximum|or under)|(?P<exact_after>exactly|in total)))?"
)
AMOUNT = (
    rf"(?:{_BEFORE})?(?P<number>{_NUMBER})(?P<plus>\+)?"
    rf"(?:\s*(?:-|–|to|and|or)\s*(?P<number2>{_NUMBER}))?"
    r"(?:\s+(?P<least_within>or more)|\s+(?P<most_within>or fewer|or less))?"
    rf"[\s-]+(?:(?:different|short|long|full|complete|separate|markdown)\s+)?(?:{UNIT}){_AFTER}"
)
"""The pattern of an amount with its unit, in verbose order: relation, number, unit, relation."""

_FIND = re.compile(rf"(?<![\w.-]){AMOUNT}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """How many of a CountCheck's units; `bare`: a number without a relation, which may be meant loosely."""

    of: str
    low: int | None
    high: int | None
    words: str
    bare: bool = False


def amounts(text: str) -> Iterator[Amount]:
    """The amounts in the text, in their order."""
    for found in _FIND.finditer(text):
        amount = amount_of(found)
        if amount is not None:
            yield amount


def amount_of(found: re.Match[str]) -> Amount | None:
    """What a match of AMOUNT says; None where its parts do not go together."""
    part = found.groupdict()
    of = next(name for name in _UNITS if part[name])
    number = number_of(part["number"])
    low: int | None = number
    high: int | None = number
    bare = False
    if part["number2"]:
        high = number_of(part["number2"])
        if low is not None and low > high:
            return None
    elif part["between"]:
        return None
    elif part["least"] or part["plus"] or part["least_after"] or part["least_within"]:
        high = None
    elif part["most"] or part["most_after"] or part["most_within"]:
        low = None
    elif part["above"]:
        low, high = number + 1, None
    elif part["below"]:
        low, high = None, max(0, number - 1)
    else:
        bare = not (part["exact"] or part["exact_after"])
    return Amount(of, low, high, found[0], bare)


def number_of(text: str) -> int:
    """The number that digits or a word for a small one stand for."""
    lowered = text.lower()
    return _NUMBERS[lowered] if lowered in _NUMBERS else int(lowered.replace(",", ""))
