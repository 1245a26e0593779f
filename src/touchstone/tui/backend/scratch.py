"""Scratch judgements: what was pasted in is judged at once, or kept as a sample in a file."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from touchstone.domain.results import JudgeProtocol, ResultLine
from touchstone.domain.rubric import Criterion
from touchstone.domain.run import Event
from touchstone.tui.backend.base import HomeCalls


@dataclass(frozen=True, slots=True)
class Asked:
    """What is judged, and how. Empty names are the defaults; an empty `rubric` generates one for the prompt."""

    prompt: str
    responses: tuple[str, ...]
    reference: str = ""
    protocol: JudgeProtocol = "criteria"
    rubric: str = ""
    rationale: bool = False
    judge: str = ""
    generator: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scratch screen shows: the criteria that were asked, the result lines, marks and notices."""

    criteria: Sequence[Criterion]
    lines: Sequence[ResultLine]
    marks: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class ScratchCalls(HomeCalls):
    """Everything that the scratch screen asks for, in a worker."""

    def judge_one(self, asked: Asked, stop: threading.Event, told: Callable[[Event], None]) -> Judged:
        """Judges what was pasted in; `told` gets every event on the way."""
        from touchstone import runner

        judged = runner.judge_one(
            self.home,
            asked.prompt,
            asked.responses,
            rubric=asked.rubric or None,
            protocol=asked.protocol,
            reference=asked.reference or None,
            rationale=asked.rationale,
            judge=asked.judge or None,
            generator=asked.generator or None,
            stop=stop,
            kept=self.kept,
            told=told,
        )
        return Judged(judged.criteria, judged.lines, judged.marks, judged.notices)

    def keep_sample(self, file: Path, asked: Asked) -> None:
        """Appends prompt, responses and reference to a JSON lines file that `touchstone judge` reads."""
        from touchstone.files import append_sample

        append_sample(file, asked.prompt, asked.responses, asked.reference or None)
