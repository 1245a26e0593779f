"""The formats of published judges: their wording, their labels, where their verdict stands; and declared ones."""

from pathlib import Path

from touchstone.catalogue import read_format
from touchstone.domain.format import DeclaredFormat
from touchstone.domain.model import OWN_FORMAT
from touchstone.judging.formats import auto_j, judgelm, pandalm, prometheus1, prometheus2
from touchstone.judging.formats.declared import declared_format
from touchstone.judging.formats.format import Asked, Format, Task
from touchstone.judging.formats.outcomes import Outcomes, told

__all__ = ["Asked", "Format", "Outcomes", "Task", "judge_format", "told"]

_MODULES: dict[str, Format] = {
    each.FORMAT.name: each.FORMAT for each in (judgelm, pandalm, auto_j, prometheus1, prometheus2)
}


def judge_format(given: str | DeclaredFormat) -> Format | None:
    """The format that a model's entry gives: a name, the path of a .toml file, or the declaration itself.

    None: Touchstone's own prompts. InputError: a file that declares no valid format.
    """
    if isinstance(given, DeclaredFormat):
        return declared_format(given)
    if given == OWN_FORMAT:
        return None
    if given in _MODULES:
        return _MODULES[given]
    path = Path(given)
    return declared_format(
        read_format(path if path.suffix == ".toml" else Path(__file__).parent / f"{given}.toml")
    )
