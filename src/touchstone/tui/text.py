"""Text for the screen: data made harmless and short, and numbers, bars and times worded.

Model and data text is never markup, and a control character in it never reaches the terminal.
"""

import re
from datetime import datetime
from pathlib import Path

SHOWN_CHARS = 20_000
"""How much of one text is put on the screen; the rest is counted, since wrapping megabytes takes seconds."""

_REPLACED = "\N{REPLACEMENT CHARACTER}"
_VISIBLE: dict[int, str] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: "\N{SYMBOL FOR DELETE}",
    **dict.fromkeys(range(0x80, 0xA0), _REPLACED),
    **dict.fromkeys((0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), _REPLACED),
    **dict.fromkeys((0x2028, 0x2029), "\n"),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACED),
}
"""Control characters become their pictures; direction overrides and lone surrogates a replacement mark."""

_EIGHTHS = " ▏▎▍▌▋▊▉"


def plain(text: str) -> str:
    """`text` with every character that could act on the terminal made visible; lines and tabs are kept."""
    return text.replace("\r\n", "\n").translate(_VISIBLE).expandtabs(4)


def one_line(text: str, limit: int = 300) -> str:
    """The beginning of `text` on one line, at most `limit` characters."""
    return re.sub(r"\s+", " ", plain(text[: 4 * limit])).strip()[:limit]


def excerpt(text: str, limit: int = SHOWN_CHARS) -> str:
    """`text` for reading, cut after `limit` characters with a note of how many are left."""
    shown = plain(text[:limit])
    left = len(text) - limit
    return shown if left <= 0 else f"{shown}\n… {left:,} more characters, not shown here"


def bar(value: float, width: int) -> str:
    """A bar of `value` (0..1) in at most `width` cells, to an eighth of a cell."""
    eighths = round(min(max(value, 0.0), 1.0) * width * 8)
    full, part = divmod(eighths, 8)
    return "█" * full + (_EIGHTHS[part] if part else "")


def duration(seconds: float) -> str:
    """A time span in its two largest units: "45 s", "2 min 5 s", "1 h 12 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def moment(iso: str | None) -> str:
    """An ISO time as local date and time to the minute; as it is where it cannot be read."""
    if not iso:
        return ""
    try:
        return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return one_line(iso, 20)


def shown_path(path: str) -> str:
    """A path as short as it can be told: from the working folder, or from the user's home."""
    for root, prefix in ((Path.cwd(), Path()), (Path.home(), Path("~"))):
        if Path(path).is_relative_to(root):
            return str(prefix / Path(path).relative_to(root))
    return path


def weight(value: float) -> str:
    """A criterion's weight without needless digits."""
    return f"{value:g}"
