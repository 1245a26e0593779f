"""Labelled sets, judged by the product with the base model asked too: what the measurements start from."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scripts.labelled_rows import Json, drawn, read_rows
from touchstone import open_home
from touchstone.domain.results import JudgeProtocol
from touchstone.evaluation.reliability.decisions import Decision, decisions
from touchstone.runner.results.stored import read_stored
from touchstone.store import open_store


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """A set's decisions. `own`: it is what the judge was trained for; `rows` of it were judged."""

    name: str
    own: bool
    rows: int
    decisions: tuple[Decision, ...]

    @property
    def groups(self) -> list[str]:
        """The group of each decision, told from other sets' groups."""
        return [f"{self.name}/{decision.group}" for decision in self.decisions]

    @property
    def rights(self) -> list[bool]:
        """Whether each decision was right."""
        return [decision.right for decision in self.decisions]


def judged_sets(
    own: Path, folder: Path | None, judge: str, limit: int, seed: int, home: Path | None
) -> Iterator[JudgedSet]:
    """The judge's own set and those of the folder (`pairwise/`, `pointwise/`), each judged as its labels ask for.

    Pairs are compared, by the file's rubrics where it has them; scores are judged by the file's criteria. Verdicts
    of little label mass count too: whether an indicator sees that they are bad is what is measured.
    """
    files = [(own, True)]
    if folder is not None:
        files += [(path, False) for path in sorted(folder.glob("p[ao]i*/*.jsonl"))]
    with _folder(home) as work:
        for path, is_own in files:
            rows = drawn(read_rows(path), limit, f"drawn {seed}")
            data = work / f"{path.stem}-{limit}-{seed}.jsonl"
            data.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
            made = _decisions(work, data, judge, rows)
            yield JudgedSet(path.stem, is_own, len(rows), made)


@contextmanager
def _folder(home: Path | None) -> Iterator[Path]:
    """The folder that was named, kept for the next time; else one that is removed."""
    if home is not None:
        home.mkdir(parents=True, exist_ok=True)
        yield home
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def _decisions(work: Path, data: Path, judge: str, rows: Sequence[Json]) -> tuple[Decision, ...]:
    pairwise = "response_a" in rows[0]
    protocol: JudgeProtocol = "pairwise" if pairwise else "criteria"
    rubric = "own" if any("rubric" in row for row in rows) else "none"
    opened = open_home(work / "home", judge=judge)
    made = opened.run(data, protocol=protocol, rubric=rubric, base=True, min_label_mass=0.0)
    with open_store(opened.home.database) as store:
        stored = read_stored(store, store.run(made.run))
        aggregates = [line for line in stored.lines if line.is_aggregate]
        found = decisions(stored.dataset, store.voted_lines(made.run), aggregates, rubrics=stored.rubrics)
    return found.decisions
