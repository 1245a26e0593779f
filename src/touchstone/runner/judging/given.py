"""The rubrics that a run was given by name: one that judges everything, or those of a file, each for its prompt."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Failure
from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms import RUBRIC_ENDINGS, read_rubric_file
from touchstone.store import Store

_FIXED = re.compile(r"(.+)#([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class Given:
    """Rubrics that were named. `by_prompt`: each for its prompt (white space aside); empty where one is for all.

    `name` fixes them in a run's spec: a rubric's id, or a file with the content id of all its rubrics. `notes`: what
    of the file did not come along.
    """

    name: str
    rubrics: tuple[Rubric, ...]
    by_prompt: Mapping[str, Rubric] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def rubric_for(self, sample: Sample) -> Rubric | Failure:
        """The rubric that judges the sample, or why there is none."""
        if not self.by_prompt:
            return self.rubrics[0]
        return self.by_prompt.get(_key(sample.prompt)) or Failure(
            "the file of rubrics has none for its prompt"
        )

    def told(self, samples: Sequence[Sample]) -> list[str]:
        """What the user should know before the samples are judged: the notes, and for how many there is no rubric.

        Raises InputError where there is one for none of them.
        """
        lacking = sum(isinstance(self.rubric_for(sample), Failure) for sample in samples)
        if lacking and lacking == len(samples):
            raise InputError(
                f"none of the {len(self.rubrics)} rubrics in {self.name.rsplit('#')[0]} is for a prompt of the data",
                "their prompts must be equal but for white space; for all prompts, name a file of one rubric",
            )
        words = f"{lacking} of {len(samples)} samples have no rubric in the file that was named: they stay unscored"
        return [*self.notes, *([words] if lacking else [])]


def given_rubrics(store: Store, name: str, choices: Iterable[str]) -> Given:
    """The rubrics that `name` means: a rubric's id, or a file of any form. They are saved.

    Raises InputError: no such rubric (the nearest of `choices` is named), a malformed file, one that changed since
    its content was fixed.
    """
    fixed = _FIXED.fullmatch(name)
    path = Path(fixed[1] if fixed else name).expanduser()
    if not (path.is_file() or path.suffix.lower() in RUBRIC_ENDINGS or len(path.parts) > 1):
        if near := get_close_matches(name, choices, n=1):
            raise InputError(f"there is no rubric {name!r}", f"did you mean {near[0]}?")
        return _one(store.rubric(name))
    found = read_rubric_file(path)
    if len(found.rubrics) == 1:
        given = _one(found.rubrics[0], found.notes)
    else:
        given = _by_prompt(path.absolute(), found.rubrics, found.notes)
    if fixed and given.name.rsplit("#")[-1] != fixed[2]:
        raise InputError(
            f"{path} has changed since the run began",
            "Put the old one back, or start a new run: what is unchanged is answered from the cache.",
        )
    for rubric in given.rubrics:
        store.save_rubric(rubric)
    return given


def _one(rubric: Rubric, notes: tuple[str, ...] = ()) -> Given:
    return Given(rubric.id, (rubric,), notes=notes)


def _by_prompt(path: Path, rubrics: tuple[Rubric, ...], notes: tuple[str, ...]) -> Given:
    by_prompt: dict[str, Rubric] = {}
    for place, rubric in enumerate(rubrics, start=1):
        prompt = _key(rubric.prompt or "")
        if not prompt or prompt in by_prompt:
            what = "is for the same prompt as another one" if prompt else "has no prompt"
            raise InputError(
                f"{path} holds {len(rubrics)} rubrics, and rubric {place} {what}",
                "a file that judges holds one rubric, or one for each prompt",
            )
        by_prompt[prompt] = rubric
    content = content_hash([rubric.id for rubric in rubrics], 16)
    return Given(f"{path}#{content}", rubrics, by_prompt, notes)


def _key(prompt: str) -> str:
    return " ".join(prompt.split())
