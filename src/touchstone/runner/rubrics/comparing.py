"""Two sets of rubrics beside each other, by prompt; with a judge, also which of them it prefers."""

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from touchstone.catalogue import load_catalogue
from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Counters
from touchstone.domain.meeting import Meeting
from touchstone.domain.model import DEMO_MARK
from touchstone.domain.rubric import Rubric
from touchstone.domain.run import Event, Phase, RunInfo, RunSpec, UnitDone
from touchstone.errors import InputError, Interrupted
from touchstone.paths import Home
from touchstone.rubrics.shape import Shape, likeness, shape_of
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import open_model
from touchstone.runner.rubrics.meta_judge import META_JUDGE, open_meta_judge
from touchstone.runner.rubrics.sides import Side, generator_of, prompt_key, read_side
from touchstone.runner.rubrics.tournament import Entry, Terms, held_tournaments, is_missing_some
from touchstone.runner.rubrics.writing import write_rubrics
from touchstone.runner.work import Work
from touchstone.store import Store, open_store

if TYPE_CHECKING:
    from touchstone.evaluation.comparing.rubrics import RubricComparison

MEETINGS = "meetings"


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of it, with its marks, and what was left out (`notes`)."""

    a: str
    b: str
    comparison: "RubricComparison"
    marks: tuple[str, ...]
    notes: tuple[str, ...]


def compare_sides(
    home: Home,
    names: tuple[str, str],
    stop: threading.Event,
    *,
    judge: str | None = None,
    limit: int | None = None,
    seed: int = 0,
) -> Generator[Event, None, Compared]:
    """Compares what A and B name: files or runs, several with commas between, or @GENERATOR, which writes now.

    `limit`: so many prompts that both sides have, the first ones of A. Raises InputError, and Interrupted after
    `stop`; what the models said until then is answered from the cache the next time.
    """
    # SciPy and what is built on it load slowly.
    from touchstone.evaluation.comparing.rubrics import Beside, compare_rubrics

    with open_store(home.database) as store:
        sides = yield from _sides(home, store, names, stop, limit, seed)
        a, b = (side.rubrics for side in sides)
        common = [key for key in a if key in b][:limit]
        if limit is not None:
            for side in sides:
                side.rubrics = {key: side.rubrics[key] for key in common}
        meetings: dict[str, Meeting] = {}
        demo = any(rubric.provenance.demo_model for side in sides for rubric in side.shown)
        if judge is not None:
            demo |= load_catalogue(home).get(judge).is_demo
            differ = [(a[key], b[key]) for key in common if a[key].id != b[key].id]
            meetings = yield from _meet(home, store, judge, differ, stop, seed)
        yield Phase("counting")
        shapes = [_shapes(side, stop) for side in sides]
        pairs = []
        for key in common:
            _go_on(stop)
            alike, same = likeness(a[key], b[key]), a[key].id == b[key].id
            counted = shapes[0][key], shapes[1][key]
            pairs.append(Beside(key, *counted, alike.similarity, alike.same, same, meetings.get(key)))
        found = compare_rubrics(shapes[0], shapes[1], pairs, seed)
    notes = [note for side in sides for note in _notes(side, len(common))]
    return Compared(*names, found, (DEMO_MARK,) if demo else (), tuple(notes))


def _sides(
    home: Home, store: Store, names: tuple[str, str], stop: threading.Event, limit: int | None, seed: int
) -> Generator[Event, None, tuple[Side, Side]]:
    """Both sides; a generator writes for the prompts of the other one."""
    generators = [generator_of(name) for name in names]
    if all(generators):
        raise InputError(
            "two generators have no prompts to write for",
            "generate the rubrics of one of them first: touchstone rubrics generate DATA",
        )
    read = [
        None if generator else read_side(store, name)
        for name, generator in zip(names, generators, strict=True)
    ]
    for place, generator in enumerate(generators):
        if generator:
            other = read[1 - place]
            assert other is not None
            prompts = [rubric.prompt or "" for rubric in other.rubrics.values()][:limit]
            if not prompts:
                raise InputError(f"{other.name}: no rubric there is for a prompt", "name rubrics of prompts")
            read[place] = yield from _written(home, store, generator, prompts, stop, seed)
    first, second = read
    assert first is not None
    assert second is not None
    return first, second


def _written(
    home: Home, store: Store, name: str, prompts: Sequence[str], stop: threading.Event, seed: int
) -> Generator[Event, None, Side]:
    """The rubrics that a generator writes for the prompts, as `rubrics generate` would."""
    side = Side(f"@{name}")
    spec = RunSpec(kind="rubrics", data="", generator=name, seed=seed)
    work = Work(store, RunInfo(id="compare", spec=spec, state="running", created=""), stop)
    model = open_model(home, store, load_catalogue(home), name, "generator")
    try:
        done = yield from write_rubrics(
            work, model, [_sample(prompt) for prompt in prompts], "instance", seed
        )
    finally:
        model.close()
    for found in done.special.values():
        if isinstance(found, str):
            side.add(store.rubric(found))
    return side


def _meet(
    home: Home,
    store: Store,
    name: str,
    pairs: Sequence[tuple[Rubric, Rubric]],
    stop: threading.Event,
    seed: int,
) -> Generator[Event, None, dict[str, Meeting]]:
    """The meeting of each pair before the meta-judge, told of the first rubric first, by prompt."""
    judge = open_meta_judge(home, store, load_catalogue(home), name)
    try:
        terms = Terms(judge, seed=seed)
        entries: list[Entry] = [(_sample(pair[0].prompt or ""), pair) for pair in pairs]
        needed = is_missing_some(store, terms, entries, stop)
        yield from load(judge, store, "judge", stop, needed=needed, name=META_JUDGE)
        yield Phase(MEETINGS, len(entries))
        counters, found = Counters(), dict[str, Meeting]()
        held = held_tournaments(store, terms, entries, stop)
        for number, (((_, (first, _)), tournament, answered)) in enumerate(held, start=1):
            store.save_answers(answered.fresh)
            (meeting,) = tournament.meetings
            found[prompt_key(first.prompt or "")] = meeting if meeting.first == first.id else meeting.turned()
            counters.add(answered.counters)
            counters.verdicts += sum(isinstance(each, Answer) for each in answered.answers)
            yield UnitDone(MEETINGS, number, len(entries), counters)
        return found
    finally:
        judge.close()


def _sample(prompt: str) -> Sample:
    """A prompt of which nothing else is known."""
    key = prompt_key(prompt)
    return Sample(id=key, prompt=prompt, group=key)


def _shapes(side: Side, stop: threading.Event) -> dict[str, Shape]:
    """All rubrics of a side in numbers, each by a name of its own: its prompt's, or its number."""
    shapes = {}
    general = {f"general {number}": rubric for number, rubric in enumerate(side.general)}
    for name, rubric in (side.rubrics | general).items():
        _go_on(stop)
        shapes[name] = shape_of(rubric)
    return shapes


def _go_on(stop: threading.Event) -> None:
    if stop.is_set():
        raise Interrupted


def _notes(side: Side, common: int) -> list[str]:
    notes = list(side.notes)
    if side.further:
        notes.append(
            f"{side.name}: {side.further} further rubrics for prompts that have one already, left out"
        )
    if side.general:
        notes.append(f"{side.name}: {len(side.general)} rubrics for no single prompt, without a counterpart")
    if alone := len(side.rubrics) - common:
        notes.append(f"{side.name}: {alone} prompts that the other side has no rubric for")
    return notes
