"""A judge's own format: the wording it was tuned on, the labels it answers with, and where its verdict stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Label, Request, Writing
from touchstone.domain.format import LEVEL, TaskKind
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Criterion
from touchstone.engine import stop_grammar
from touchstone.judging.formats.outcomes import Outcomes
from touchstone.judging.formats.rubric import Shown, overall, rubric_text, shown_criterion
from touchstone.judging.formats.template import Template
from touchstone.judging.prompts import HOLISTIC_LABELS

HOLISTIC_NAMES = tuple(label.name for label in HOLISTIC_LABELS)


@dataclass(frozen=True, slots=True)
class Answering:
    """How the judge answers: `start` is put before its answer; it writes a text that ends where it first says `until`
    (none where that is empty); `then` is put after that; then the verdict is read, at once or after `gap`.

    `pattern` finds the verdict in a whole answer: its groups, joined by spaces, spell a label.
    """

    pattern: re.Pattern[str]
    start: str = ""
    until: str = ""
    then: str = ""
    max_tokens: int = 1024
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing a format can be asked. `labels` with their `outcomes`; or, of an ordinal or holistic task, `scale`:
    the lowest and the highest number (None: the levels' own numbers). `level`: the line for one of the levels.
    """

    prompt: Template
    answer: Answering
    with_reference: Template | None = None
    labels: tuple[Label, ...] = ()
    outcomes: Outcomes = field(default_factory=dict)
    scale: tuple[int, int] | None = None
    level: str = LEVEL

    @property
    def shows_rubric(self) -> bool:
        """Whether its wording has a place for criteria."""
        return "criterion" in self.prompt.places

    def request(self, sample: Sample, values: Mapping[str, str], labels: Sequence[Label]) -> Request:
        """The request that asks it about a sample, with the values of the places beside prompt and reference."""
        instruction = f"{sample.system_prompt}\n\n{sample.prompt}" if sample.system_prompt else sample.prompt
        values = {**values, "instruction": instruction, "reference": sample.reference or ""}
        chosen = self.with_reference if sample.reference and self.with_reference else self.prompt
        pieces, places = chosen.pieces(values)
        responses = [name for name in ("response", "response_a", "response_b") if name in places]
        cut = places[max(responses, key=lambda name: len(values[name]))] if responses else None
        how = self.answer
        writing = None
        if how.until:
            writing = Writing(stop_grammar(how.until), how.max_tokens, then=how.then, stop=how.until)
        if how.gap:
            spelled = ((label.name, label.spellings) for label in labels)
            labels = [Label(name, (*words, *(how.gap + word for word in words))) for name, words in spelled]
        return Request(tuple(pieces), tuple(labels), writing, start=how.start, cut=cut)

    def parse(self, answer: str, labels: Sequence[Label] = ()) -> str | None:
        """The name of the label that a whole recorded answer gives; None where it gives none. Never raises.

        `labels`: those that were asked for, where the task has none of its own.
        """
        found = self.answer.pattern.search(answer)
        if found is None:
            return None
        said = " ".join(" ".join(group for group in found.groups() if group).split()).casefold()
        spelled = {
            spelling.strip().casefold(): label.name
            for label in self.labels or labels
            for spelling in label.spellings
        }
        return spelled.get(said)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what its labels mean in Touchstone's own where they are those of a format."""

    request: Request
    outcomes: Outcomes | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A judge's format. `version` names it in a run and changes with anything in it; `frame`: its chat template
    (None: the model file's own).

    A wording begins with a space where the judge's vocabulary (SentencePiece) puts one before the first word.
    """

    name: str
    version: str
    tasks: Mapping[TaskKind, Task]
    frame: str | None = None

    def writes_first(self, protocol: JudgeProtocol) -> bool:
        """Whether the judge writes its text before the verdict. All tasks of a protocol do, or none."""
        return bool(self._task(protocol).answer.until)

    def shows_rubric(self, protocol: JudgeProtocol) -> bool:
        """Whether its wording shows criteria under the protocol."""
        return self._task(protocol).shows_rubric

    def protocols(self) -> tuple[JudgeProtocol, ...]:
        """The protocols that the format knows."""
        known: dict[JudgeProtocol, tuple[TaskKind, ...]] = {
            "criteria": ("ordinal", "binary"),
            "holistic": ("holistic", "ordinal"),
            "pairwise": ("pairwise",),
        }
        return tuple(
            protocol for protocol, kinds in known.items() if any(kind in self.tasks for kind in kinds)
        )

    def obstacle(self, criterion: Criterion) -> str | None:
        """Why the format cannot ask for one verdict on the criterion, if it cannot."""
        if criterion.scale.kind == "binary":
            return None
        if "ordinal" not in self.tasks:
            return "it has no levels"
        levels, scale = len(criterion.scale.levels), self.tasks["ordinal"].scale
        if scale and levels != (wanted := scale[1] - scale[0] + 1):
            return f"it grades by {wanted} levels, not by {levels}"
        return None

    def criterion(self, sample: Sample, response: str, rubric: Sequence[Criterion], number: int) -> Asked:
        """The question to what degree `response` meets criterion `number` (from 1) of the rubric."""
        criterion = rubric[number - 1]
        if criterion.scale.kind == "binary" and (task := self.tasks.get("binary")):
            values = {"response": response, "criterion": criterion.text}
            return Asked(task.request(sample, values, task.labels), task.outcomes)
        task = self.tasks["ordinal"]
        return self._graded(task, sample, response, shown_criterion(criterion, task.scale))

    def holistic(self, sample: Sample, response: str, rubric: Sequence[Criterion]) -> Asked:
        """The question how good `response` is, on 1 to 5 in Touchstone's labels."""
        if task := self.tasks.get("holistic"):
            values = {"response": response, "criterion": rubric_text(rubric)}
            return Asked(task.request(sample, values, task.labels), task.outcomes)
        task = self.tasks["ordinal"]
        return self._graded(task, sample, response, overall(rubric, task.scale, HOLISTIC_NAMES))

    def pairwise(self, sample: Sample, first: str, second: str, rubric: Sequence[Criterion]) -> Asked:
        """The question which of two responses is better."""
        task = self.tasks["pairwise"]
        values = {"response_a": first, "response_b": second, "criterion": rubric_text(rubric)}
        return Asked(task.request(sample, values, task.labels), task.outcomes)

    def _graded(self, task: Task, sample: Sample, response: str, shown: Shown) -> Asked:
        lines = [
            task.level.format(value=number, description=text).rstrip()
            for number, text in shown.levels.items()
        ]
        values = {"response": response, "criterion": shown.text, "levels": "\n".join(lines)}
        labels = [Label(str(number), (str(number),)) for number in shown.levels]
        return Asked(task.request(sample, values, labels), shown.outcomes)

    def _task(self, protocol: JudgeProtocol) -> Task:
        """The task that stands for a protocol."""
        if protocol == "criteria":
            return self.tasks.get("ordinal") or self.tasks["binary"]
        if protocol == "holistic":
            return self.tasks.get("holistic") or self.tasks["ordinal"]
        return self.tasks["pairwise"]
