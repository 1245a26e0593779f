"""`rubrics lint`: the findings and offers of rubrics that are named by id, file or run."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from touchstone.domain.check import Check
from touchstone.domain.finding import Finding
from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files import read_dataset
from touchstone.files.rubric_forms import read_rubric_file
from touchstone.rubrics import findings
from touchstone.rubrics.offers import offers
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Linted:
    """A rubric with what lint finds, and the checks that it could have, by the number of the criterion."""

    rubric: Rubric
    findings: Sequence[Finding]
    offers: dict[int, Check]


@dataclass(frozen=True, slots=True)
class Count:
    """How often a kind of finding occurs: `findings`, the `criteria` they are about, the `rubrics` that have one."""

    findings: int
    criteria: int
    rubrics: int


def lint(store: Store, refs: Sequence[str]) -> list[Linted]:
    """The rubrics that `refs` name (ids, files of any form, runs), each once, with what is found.

    Raises InputError for what is none of these.
    """
    found: dict[str, Linted] = {}
    for ref in refs:
        for rubric, reference in _named(store, ref):
            if rubric.id not in found:
                found[rubric.id] = linted(rubric, reference)
    return list(found.values())


def linted(rubric: Rubric, reference: str | None = None) -> Linted:
    """One rubric with what is found."""
    return Linted(rubric, findings(rubric, reference=reference), offers(rubric))


def counts(every: Iterable[Linted]) -> dict[str, Count]:
    """How often each kind occurs, the most frequent first."""
    found, criteria, rubrics = Counter[str](), Counter[str](), Counter[str]()
    for each in every:
        kinds = {finding.kind for finding in each.findings}
        rubrics.update(kinds)
        found.update(finding.kind for finding in each.findings)
        for kind in kinds:
            criteria[kind] += len(
                {number for finding in each.findings if finding.kind == kind for number in finding.criteria}
            )
    return {kind: Count(number, criteria[kind], rubrics[kind]) for kind, number in found.most_common()}


def _named(store: Store, ref: str) -> Iterator[tuple[Rubric, str | None]]:
    """The rubrics of a file, of a run with the references of its prompts, or the one of that id."""
    path = Path(ref).expanduser()
    if path.is_file() or path.suffix or len(path.parts) > 1:
        yield from ((rubric, None) for rubric in read_rubric_file(path).rubrics)
        return
    try:
        rubric = store.rubric(ref)
    except InputError as no_rubric:
        try:
            run = store.find_run(ref)
        except InputError:
            raise no_rubric from None
    else:
        yield rubric, None
        return
    references = _references(Path(run.spec.data), run.spec.limit)
    for id in store.run_rubrics(run.id):
        rubric = store.rubric(id)
        yield rubric, references.get(rubric.prompt or "")


def _references(data: Path, limit: int | None) -> dict[str, str]:
    """The reference answers of a run's data by prompt; none where the data can no longer be read."""
    try:
        samples = read_dataset(data, limit=limit).samples
    except InputError:
        return {}
    return {sample.prompt: sample.reference for sample in samples if sample.reference is not None}
