"""What a person puts beside each other: rubrics of files, of runs, or of a generator that writes them now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from touchstone.domain.base import content_hash
from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms import read_rubric_file
from touchstone.store import Store

GENERATOR = "@"
"""What stands before a generator's name."""

_ENDINGS = (".json", ".jsonl", ".yaml", ".yml", ".md", ".markdown", ".txt")


@dataclass(slots=True)
class Side:
    """The rubrics of one side by their prompt. `general`: those for no single prompt; `further`: second ones.

    `notes`: what was left out of files, or could not be written.
    """

    name: str
    rubrics: dict[str, Rubric] = field(default_factory=dict)
    general: list[Rubric] = field(default_factory=list)
    further: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, rubric: Rubric) -> None:
        """Adds a rubric; of two for the same prompt the first counts."""
        if rubric.prompt is None:
            self.general.append(rubric)
        elif (key := prompt_key(rubric.prompt)) in self.rubrics:
            self.further += self.rubrics[key].id != rubric.id
        else:
            self.rubrics[key] = rubric

    @property
    def shown(self) -> list[Rubric]:
        """All of its rubrics that count."""
        return [*self.rubrics.values(), *self.general]


def prompt_key(prompt: str) -> str:
    """Equal for prompts that differ in white space alone."""
    return content_hash(prompt.split(), 16)


def generator_of(name: str) -> str | None:
    """The generator that `name` means; None for files and runs."""
    return name[len(GENERATOR) :] if name.startswith(GENERATOR) else None


def read_side(store: Store, name: str) -> Side:
    """The rubrics of files or runs, several of them separated by commas. Raises InputError."""
    side = Side(name)
    for part in (
        [name] if Path(name).expanduser().is_file() else filter(None, map(str.strip, name.split(",")))
    ):
        path = Path(part).expanduser()
        if path.is_file() or path.suffix.lower() in _ENDINGS:
            found = read_rubric_file(path)
            side.notes += found.notes
            rubrics: Sequence[Rubric] = found.rubrics
        elif generator_of(part) is not None:
            raise InputError(f"{part}: a generator stands alone", "give files or runs on the other side")
        else:
            rubrics = [store.rubric(id) for id in store.run_rubrics(store.find_run(part).id)]
        for rubric in rubrics:
            side.add(rubric)
    if not side.shown:
        raise InputError(f"{name}: no rubrics", "name a file of rubrics, a run that made some, or @GENERATOR")
    return side
