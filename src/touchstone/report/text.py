"""Text for the page: hostile characters made visible, megabytes cut, figures worded.

`shown` is what every expression of the templates passes through, before it is escaped.
"""

import re

from markupsafe import Markup

from touchstone.evaluation import Figure

MAX_SHOWN = 8_000
"""The characters of one text that a page holds; what is left out is counted."""

NOTHING = "–"
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_VISIBLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys((*range(0x80, 0xA0), *_DIRECTIONS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), _REPLACED),
    **dict.fromkeys((0x2028, 0x2029), "\n"),
}
"""Control characters become their pictures; direction marks and lone surrogates a replacement character."""


def visible(text: str) -> str:
    """`text` with every character that acts instead of being read made visible; lines and tabs are kept."""
    return text.replace("\r\n", "\n").translate(_VISIBLE)


def shown(value: object) -> object:
    """A string made visible and cut to MAX_SHOWN characters; anything else as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    left = len(value) - MAX_SHOWN
    text = visible(value[:MAX_SHOWN])
    return text if left <= 0 else f"{text}\n… {left:,} more characters are left out of this report"


def brief(text: str, limit: int = 90) -> str:
    """The beginning of `text` on one line; what is cut is shown by an ellipsis."""
    line = re.sub(r"\s+", " ", visible(text[: 4 * limit])).strip()
    return line if len(line) <= limit and len(text) <= 4 * limit else f"{line[: limit - 1].rstrip()}…"


def number(value: float | None, digits: int = 3) -> str:
    """A figure, with a true minus sign."""
    return NOTHING if value is None else _minus(f"{_rounded(value, digits):.{digits}f}")


def signed(value: float | None, digits: int = 3) -> str:
    """A difference: its sign is always there."""
    return NOTHING if value is None else _minus(f"{_rounded(value, digits):+.{digits}f}")


def span(low: float | None, high: float | None) -> str:
    """An interval in words."""
    return NOTHING if low is None or high is None else f"{number(low)} to {number(high)}"


def interval(figure: Figure | None) -> str:
    """A figure's interval in words."""
    return NOTHING if figure is None else span(figure.low, figure.high)


def percent(share: float | None) -> str:
    """A share in whole hundredths; one that is there, but rounds to none, is under 1 %."""
    if share is None:
        return NOTHING
    return "<1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def chance(p: float | None) -> str:
    """A p value; the smallest ones are only bounded."""
    if p is None:
        return NOTHING
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def count(number_of: int, noun: str) -> str:
    """A number with its noun: "1 response", "1,200 responses"."""
    return f"{number_of:,} {noun}" if number_of == 1 else f"{number_of:,} {_plural(noun)}"


def listed(texts: list[str]) -> str:
    """Texts in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(texts[:-1]), texts[-1]] if len(texts) > 1 else texts)


def _plural(noun: str) -> str:
    return {"criterion": "criteria"}.get(noun, f"{noun}s")


def _rounded(value: float, digits: int) -> float:
    # Adding zero turns a negative zero into zero.
    return round(value, digits) + 0.0


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")
