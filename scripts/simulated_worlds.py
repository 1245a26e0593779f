"""Made-up prompts, judges and labels for `simulate_statistics`: how alike the items of a prompt are is known."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from touchstone.domain.dataset import Preference, ScoreLabel
from touchstone.evaluation.agreement.align import PreferenceItem, ScoreItem
from touchstone.evaluation.agreement.beside import OtherRun
from touchstone.evaluation.agreement.preferences import preference_section
from touchstone.evaluation.agreement.scores import score_section
from touchstone.evaluation.report import Section

World = Callable[[np.random.Generator, int, int], Section]
"""(random numbers, how many prompts, the bootstrap's seed) -> the report's section."""

SYSTEMS = ("one", "two", "three", "four", "five", "six")
QUALITY = np.array([-1.0, -0.5, -0.1, 0.2, 0.5, 0.9])
FAVOUR = np.array([0.1, 0.5, -0.5, 0.4, -0.5, 0.2])
"""What the judge thinks better of each system than people do."""
OTHER = OtherRun("other", "run other", ())

_SIZES = (1, 2, 3, 4, 6, 12)
_SHARES = (0.25, 0.25, 0.2, 0.1, 0.12, 0.08)
_LENGTH_SCALE = 200.0


def _prompts(random: np.random.Generator, groups: int) -> NDArray[np.int64]:
    """The prompt of each item."""
    return np.repeat(np.arange(groups), random.choice(_SIZES, groups, p=_SHARES))


def pairs(random: np.random.Generator, groups: int, seed: int) -> Section:
    """Pairs of six systems. People and both judges see the better one through noise of the prompt and of the pair."""
    prompt = _prompts(random, groups)
    count = len(prompt)
    a = random.integers(0, len(SYSTEMS), count)
    b = (a + random.integers(1, len(SYSTEMS), count)) % len(SYSTEMS)
    tilt, trouble = random.normal(0, 0.6, groups), random.normal(0, 0.8, groups)
    better = QUALITY[a] - QUALITY[b] + 0.3 + tilt[prompt] + random.normal(0, 1, count)
    seen = 0.8 * better + FAVOUR[a] - FAVOUR[b] + trouble[prompt] + random.normal(0, 1, count)
    swapped = seen + random.normal(0, 0.8, count)
    other = 0.4 * seen + 0.3 * better + random.normal(0, 1.2, count)
    length = 0.6 * better + random.normal(0, 1.5, count)
    people = [_preferences(better + random.normal(0, 0.8, count), 0.4) for _ in range(3)]
    labels, judged, second = _preferences(better, 0.4), _preferences(seen, 0.2), _preferences(swapped, 0.2)
    by_logits, others = _preferences((seen + swapped) / 2, 0.2), _preferences(other, 0.2)
    longer = _preferences(length, 0.0)
    items = [
        PreferenceItem(
            key=(str(row), "pair"),
            group=str(prompt[row]),
            subset=f"third {prompt[row] % 3}",
            systems=(SYSTEMS[a[row]], SYSTEMS[b[row]]),
            label=labels[row],
            judged=judged[row],
            longer=longer[row],
            annotators=tuple(each[row] for each in people),
            by_logits=by_logits[row],
            consistent=judged[row] == second[row],
        )
        for row in range(count)
    ]
    beside = [_replaced(item, value) for item, value in zip(items, others, strict=True)]
    return preference_section(items, seed, [(OTHER, beside)])


def _preferences(values: NDArray[np.float64], band: float) -> list[Preference]:
    return ["A" if value > band else "B" if value < -band else "tie" for value in values]


def _replaced(item: PreferenceItem, judged: Preference) -> PreferenceItem:
    return PreferenceItem(
        item.key, item.group, item.subset, item.systems, item.label, judged, item.longer, item.annotators
    )


def scores(random: np.random.Generator, groups: int, seed: int) -> Section:
    """Responses of six systems, scored 1 to 5 by three people each; some prompts suit all systems, and the judge."""
    prompt, system, quality, seen, other = _responses(random, groups)
    people = np.clip(np.rint(3 + quality + random.normal(0, 0.7, (3, len(quality)))), 1, 5)
    labels = [_label(tuple(each)) for each in people.T.astype(int).tolist()]
    return _scored(prompt, system, labels, quality, (seen, other), seed, random)


def binary(random: np.random.Generator, groups: int, seed: int) -> Section:
    """Responses of six systems that are right or wrong; most are right."""
    prompt, system, quality, seen, other = _responses(random, groups)
    right = quality + random.normal(0, 0.5, len(quality)) > -0.8
    labels = [_label((int(each),)) for each in right]
    return _scored(prompt, system, labels, quality, (seen + 0.8, other + 0.8), seed, random)


def _responses(random: np.random.Generator, groups: int) -> tuple[NDArray[np.float64], ...]:
    prompt = _prompts(random, groups)
    count = len(prompt)
    system = random.integers(0, len(SYSTEMS), count)
    ease, trouble = random.normal(0, 0.7, groups), random.normal(0, 0.7, groups)
    quality = QUALITY[system] + ease[prompt] + random.normal(0, 0.8, count)
    seen = 0.8 * quality + FAVOUR[system] + trouble[prompt] + random.normal(0, 0.8, count)
    other = 0.4 * quality + 0.3 * seen + random.normal(0, 1, count)
    return prompt, system, quality, seen, other  # type: ignore[return-value]


def _scored(
    prompt: NDArray[np.float64],
    system: NDArray[np.float64],
    labels: Sequence[ScoreLabel],
    quality: NDArray[np.float64],
    judges: tuple[NDArray[np.float64], NDArray[np.float64]],
    seed: int,
    random: np.random.Generator,
) -> Section:
    lengths = np.exp(0.3 * quality + random.normal(0, 0.5, len(quality))) * _LENGTH_SCALE
    runs = [
        [
            ScoreItem(
                key=(str(prompt[row]), str(row), 0),
                group=str(prompt[row]),
                subset=f"third {prompt[row] % 3}",
                system=SYSTEMS[int(system[row])],
                criterion=None,
                label=labels[row],
                judged=float(judged[row]),
                applies=True,
                length=int(lengths[row]),
            )
            for row in range(len(prompt))
        ]
        for judged in (1 / (1 + np.exp(-seen)) for seen in judges)
    ]
    return score_section(runs[0], seed, [(OTHER, runs[1])])


@lru_cache
def _label(said: tuple[int, ...]) -> ScoreLabel:
    low, high = (0, 1) if len(said) == 1 else (1, 5)
    annotators = tuple(str(each) for each in said) if len(said) > 1 else ()
    return ScoreLabel(score=sum(said) / len(said), score_min=low, score_max=high, annotators=annotators)


WORLDS: dict[str, World] = {"pairs": pairs, "scores": scores, "binary": binary}
