"""All that several runs judged, as it is needed to compare any two systems."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean

import numpy as np

from touchstone.domain.dataset import Sample
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.rubric import Rubric
from touchstone.evaluation.comparing.bradley_terry import strength_figures
from touchstone.evaluation.comparing.comparison import SystemResult
from touchstone.evaluation.comparing.meetings import (
    Meeting,
    Part,
    game_meetings,
    prompt_key,
    read_entries,
    read_games,
    score_meetings,
)
from touchstone.evaluation.report import Figure
from touchstone.evaluation.statistics.basics import Undefined
from touchstone.evaluation.statistics.means import GroupedMean, grouped_mean


class Contest:
    """The systems of the runs and what they got; groups that a rubric was made from are left out."""

    def __init__(self, parts: Sequence[Part], rubrics: Sequence[Rubric], seed: int) -> None:
        self.protocol: JudgeProtocol = parts[0].lines[0].protocol
        self.criteria = {one.id: one.text for rubric in rubrics for one in rubric.criteria}
        self.samples: dict[str, Sample] = {}
        for part in parts:
            for sample in part.dataset.samples:
                self.samples.setdefault(prompt_key(sample), sample)
        excluded = {group for rubric in rubrics for group in rubric.provenance.groups}
        entries = [] if self.protocol == "pairwise" else read_entries(parts)
        games = read_games(parts) if self.protocol == "pairwise" else []
        self.entries = [each for each in entries if self.group(each.prompt) not in excluded]
        self.games = [each for each in games if self.group(each.prompt) not in excluded]
        self.left_out = len(entries) + len(games) - len(self.entries) - len(self.games)
        self._seed = seed
        self._strengths = self._fitted()

    @property
    def systems(self) -> list[str]:
        """The systems that were judged, in file order."""
        played = (name for game in self.games for name in game.systems)
        return list(dict.fromkeys([*(entry.system for entry in self.entries), *played]))

    @property
    def prompts(self) -> set[str]:
        """The prompts with something judged."""
        return {entry.prompt for entry in self.entries} | {game.prompt for game in self.games}

    def group(self, prompt: str) -> str:
        """The group of a prompt."""
        return self.samples[prompt].group

    def meetings(self, x: str, y: str) -> list[Meeting]:
        """What the two systems got on each prompt that both have a verdict on."""
        if self.protocol == "pairwise":
            return list(game_meetings(self.games, x, y))
        return list(score_meetings(self.entries, x, y))

    def mean(self, values: Sequence[float], prompts: Sequence[str]) -> GroupedMean | None:
        """The mean of one value for each prompt; None where there are fewer than two groups."""
        try:
            return grouped_mean(np.array(values, float), [self.group(each) for each in prompts], self._seed)
        except Undefined:
            return None

    def mean_of(self, meetings: Sequence[Meeting]) -> GroupedMean | None:
        """The mean difference of the meetings."""
        return self.mean([each.difference for each in meetings], [each.prompt for each in meetings])

    def result(self, name: str) -> SystemResult:
        """What one system got by itself."""
        scores: dict[str, list[float]] = defaultdict(list)
        judged = unscored = 0
        for entry in self.entries:
            if entry.system == name:
                judged += 1
                unscored += entry.score is None
                if entry.score is not None:
                    scores[entry.prompt].append(entry.score)
        for game in self.games:
            if name in game.systems:
                judged += 1
                unscored += game.outcome is None
                if game.outcome is not None:
                    outcome = game.outcome if game.systems[0] == name else -game.outcome
                    scores[game.prompt].append((1 + outcome) / 2)
        means = [fmean(values) for values in scores.values()]
        label = "share of wins" if self.protocol == "pairwise" else "mean score"
        mean = figure("mean", label, means, self.mean(means, list(scores)), least=0.0)
        strength = self._strengths.get(name)
        return SystemResult(name=name, responses=judged, unscored=unscored, mean=mean, strength=strength)

    def _fitted(self) -> dict[str, Figure]:
        decided = [game for game in self.games if game.outcome is not None]
        if not decided:
            return {}
        groups = [self.group(game.prompt) for game in decided]
        names = list(dict.fromkeys(name for game in decided for name in game.systems))
        return strength_figures(decided, names, groups, self._seed)

    def subset(self, prompt: str) -> str | None:
        """The subset of a prompt."""
        return self.samples[prompt].subset


def figure(
    name: str, label: str, values: Sequence[float], mean: GroupedMean | None, *, least: float = -1.0
) -> Figure:
    """The mean of values as a figure, its interval within what a mean can be (`least` to 1)."""
    if not values:
        return Figure(name=name, label=label, note="no prompt that counts")
    if mean is None or mean.low == mean.high:
        note = f"{'fewer than two groups' if mean is None else 'the same in every group'}: no interval"
        return Figure(name=name, label=label, value=fmean(values), n=len(values), note=note)
    low, high = max(least, mean.low), min(1.0, mean.high)
    return Figure(name=name, label=label, value=mean.value, low=low, high=high, n=len(values))


def commonest(found: Counter[str], at_least: int, at_most: int) -> list[str]:
    """The names that occur often enough to be looked at by themselves, in the order in which they were met."""
    chosen = {name for name, count in found.most_common(at_most) if count >= at_least}
    return [name for name in found if name in chosen]
