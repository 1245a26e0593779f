"""How a user names a run or a rubric: by its id or the beginning of one, with a hint where none fits."""

from collections.abc import Sequence
from difflib import get_close_matches

from touchstone.errors import InputError


def resolve(ref: str, ids: Sequence[str], kind: str, list_command: str) -> str:
    """The one id that `ref` names. Raises InputError, with the nearest ids where there are any."""
    matches = [ref] if ref in ids else [id for id in ids if ref and id.startswith(ref)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        shown = ", ".join(matches[:5]) + (", ..." if len(matches) > 5 else "")
        raise InputError(f"{ref!r} begins {len(matches)} {kind} ids: {shown}", "give more of the id")
    nearest = get_close_matches(ref, ids, n=1, cutoff=0.5)
    remedy = f"did you mean {nearest[0]}? " if nearest else ""
    raise InputError(f"there is no {kind} {ref!r}", f"{remedy}see: {list_command}")
