"""Which rubrics a person means: those made since some day, those of a data file."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path

from touchstone.errors import InputError

_DAYS = re.compile(r"([0-9]{1,5}) ?d(?:ays?)?")


def since_moment(text: str, now: datetime | None = None) -> str:
    """The moment from which on rubrics are meant, as the store writes it (ISO 8601, UTC).

    `text`: "today", a number of days back ("7d"), or a local date ("2026-01-31"). `now` is the time, by default this
    very moment. Raises InputError.
    """
    now = (now or datetime.now(UTC)).astimezone()
    word = text.strip().lower()
    try:
        if word == "today":
            moment = now.replace(hour=0, minute=0, second=0)
        elif days := _DAYS.fullmatch(word):
            moment = now - timedelta(days=int(days[1]))
        else:
            moment = datetime.strptime(word, "%Y-%m-%d").astimezone(now.tzinfo)
        return moment.astimezone(UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        raise InputError(
            f"{text!r} is not a day", "write today, a number of days (7d), or a date (2026-01-31)"
        ) from None


def dataset_named(known: Sequence[str], name: str) -> str:
    """The data file among `known` that a person names by its path, or by its file name alone; the newest first.

    Raises InputError.
    """
    path = str(Path(name).expanduser().absolute())
    for each in known:
        if each in (name, path):
            return each
    for each in known:
        if Path(each).name == name:
            return each
    near = get_close_matches(Path(name).name, [Path(each).name for each in known], n=1)
    remedy = f"did you mean {near[0]}? " if near else ""
    raise InputError(f"no run over {name!r} has rubrics", f"{remedy}see: touchstone runs list")
