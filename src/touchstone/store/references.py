"""How a user names a run or a rubric: by its id or the beginning of one, with a hint where none fits."""

import re
from difflib import get_close_matches
from typing import Literal

from touchstone.errors import InputError
from touchstone.store.connection import Connection

_FIRST_ONE = {
    "run": "start one with: touchstone judge DATA",
    "rubric": "make some with: touchstone rubrics generate DATA",
}


def resolve(connection: Connection, kind: Literal["run", "rubric"], ref: str) -> str:
    """The one id that `ref` names. Raises InputError, with the nearest ids where there are any."""
    ref = ref.strip().lower()
    matches: list[str] = []
    if re.fullmatch("[0-9a-f]+", ref):
        # Ids are hexadecimal, so this range of the index holds all that begin with `ref`.
        beginning = f"SELECT id FROM {kind}s WHERE id >= :ref AND id < :ref || 'g' ORDER BY number DESC"
        matches = [row["id"] for row in connection.rows(beginning, {"ref": ref})]
    if ref in matches:
        return ref
    if len(matches) == 1:
        return matches[0]
    if matches:
        shown = ", ".join(matches[:5]) + (", ..." if len(matches) > 5 else "")
        raise InputError(f"{ref!r} begins {len(matches)} {kind} ids: {shown}", "give more of the id")
    ids = [row["id"] for row in connection.rows(f"SELECT id FROM {kind}s")]
    if not ids:
        raise InputError(f"there are no {kind}s yet", _FIRST_ONE[kind])
    nearest = get_close_matches(ref, ids, n=1, cutoff=0.5)
    remedy = f"did you mean {nearest[0]}? " if nearest else ""
    raise InputError(f"there is no {kind} {ref!r}", f"{remedy}see: touchstone {kind}s list")
