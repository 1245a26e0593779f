"""Who met whom: the judged responses of each system, and what two systems got on the prompts that both answered."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from touchstone.domain.base import content_hash
from touchstone.domain.dataset import Dataset, Sample
from touchstone.domain.pairs import pairs_of
from touchstone.domain.results import ResultLine, direct_first

Place = tuple[str, str, str]
"""Where a result is found: run, sample id, response or pair id."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run that is compared: its data and lines. `name`: what a response without a system is called."""

    run: str
    name: str
    dataset: Dataset
    lines: Sequence[ResultLine]


@dataclass(frozen=True, slots=True)
class Entry:
    """A judged response. `asked`: the ids of its criteria; `criteria`: the scores of those that have one."""

    system: str
    prompt: str
    place: Place
    score: float | None
    asked: frozenset[str]
    criteria: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Game:
    """A judged pair. `outcome`: 1 where the first system won, -1 where the second did, 0: tie, None: unscored."""

    systems: tuple[str, str]
    prompt: str
    place: Place
    outcome: float | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two systems on one prompt. `difference`: of their mean scores, or the mean outcome of their games."""

    prompt: str
    difference: float
    places: tuple[Place, Place]
    scores: tuple[float, float] | None = None
    criteria: Mapping[str, float] = field(default_factory=dict)


def prompt_key(sample: Sample) -> str:
    """Equal for samples of different files that put the same question."""
    return content_hash([sample.system_prompt, sample.prompt, sample.reference], 16)


def system_names(parts: Sequence[Part]) -> dict[tuple[str, str | None], str]:
    """What each system is called, by run and `system` field.

    A response without one is called by its file. A name of several runs is told apart by the file, then the run.
    """
    names = {
        (part.run, response.system): response.system or part.name
        for part in parts
        for sample in part.dataset.samples
        for response in sample.responses
    }
    for detail in ({part.run: part.name for part in parts}, {part.run: part.run for part in parts}):
        given = list(names.values())
        for (run, system), name in list(names.items()):
            if given.count(name) > 1 and detail[run] not in name:
                names[run, system] = f"{name} ({detail[run]})"
    return names


def read_entries(parts: Sequence[Part]) -> list[Entry]:
    """The judged responses of runs that score. Of several verdicts on one criterion the direct one counts."""
    names = system_names(parts)
    entries = []
    for part in parts:
        aggregates, verdicts = _by_place(part.lines)
        for sample in part.dataset.samples:
            for response in sample.responses:
                line = aggregates.get((sample.id, response.id))
                if line is None:
                    continue
                found = verdicts.get((sample.id, response.id), {})
                entries.append(
                    Entry(
                        system=names[part.run, response.system],
                        prompt=prompt_key(sample),
                        place=(part.run, sample.id, response.id),
                        score=line.score,
                        asked=frozenset(found),
                        criteria={id: each.score for id, each in found.items() if each.score is not None},
                    )
                )
    return entries


def read_games(parts: Sequence[Part]) -> list[Game]:
    """The judged pairs of pairwise runs; a system against itself is left out."""
    names = system_names(parts)
    games = []
    for part in parts:
        aggregates, _ = _by_place(part.lines)
        for sample in part.dataset.samples:
            for pair in pairs_of(sample):
                line = aggregates.get((sample.id, pair.id))
                a, b = (names[part.run, sample.response(id).system] for id in (pair.a, pair.b))
                if line is not None and a != b:
                    outcome = {"A": 1.0, "B": -1.0, "tie": 0.0, None: None}[line.preference]
                    games.append(Game((a, b), prompt_key(sample), (part.run, sample.id, pair.id), outcome))
    return games


def score_meetings(entries: Sequence[Entry], x: str, y: str) -> Iterator[Meeting]:
    """The prompts where both systems have scored responses that were asked the same criteria."""
    first, second = _by_prompt(entries, x), _by_prompt(entries, y)
    for prompt, ours in first.items():
        theirs = second.get(prompt)
        if theirs is None or len({each.asked for each in (*ours, *theirs)}) > 1:
            continue
        scores = fmean(each.score or 0.0 for each in ours), fmean(each.score or 0.0 for each in theirs)
        yield Meeting(
            prompt,
            scores[0] - scores[1],
            (ours[0].place, theirs[0].place),
            scores,
            dict(_by_criterion(ours, theirs)),
        )


def game_meetings(games: Sequence[Game], x: str, y: str) -> Iterator[Meeting]:
    """The prompts where the two systems were compared."""
    found: dict[str, list[tuple[float, Place]]] = defaultdict(list)
    for game in games:
        if game.outcome is not None and set(game.systems) == {x, y}:
            found[game.prompt].append((game.outcome if game.systems[0] == x else -game.outcome, game.place))
    for prompt, played in found.items():
        yield Meeting(prompt, fmean(outcome for outcome, _ in played), (played[0][1], played[0][1]))


def _by_place(
    lines: Sequence[ResultLine],
) -> tuple[dict[tuple[str, str], ResultLine], dict[tuple[str, str], dict[str, ResultLine]]]:
    """Aggregates by sample and response, and verdicts by these and criterion."""
    aggregates: dict[tuple[str, str], ResultLine] = {}
    verdicts: dict[tuple[str, str], dict[str, ResultLine]] = defaultdict(dict)
    for line in direct_first(lines):
        if line.is_aggregate:
            aggregates.setdefault((line.sample_id, line.response_id), line)
        elif line.criterion_id is not None:
            verdicts[line.sample_id, line.response_id].setdefault(line.criterion_id, line)
    return aggregates, verdicts


def _by_prompt(entries: Sequence[Entry], system: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.system == system and entry.score is not None:
            found[entry.prompt].append(entry)
    return found


def _by_criterion(ours: Sequence[Entry], theirs: Sequence[Entry]) -> Iterator[tuple[str, float]]:
    """The difference of the mean scores on each criterion that both have a score on."""
    for criterion in dict.fromkeys(id for each in ours for id in each.criteria):
        mine = [each.criteria[criterion] for each in ours if criterion in each.criteria]
        other = [each.criteria[criterion] for each in theirs if criterion in each.criteria]
        if mine and other:
            yield criterion, fmean(mine) - fmean(other)
