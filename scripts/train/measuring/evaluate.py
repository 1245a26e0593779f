"""The evaluation of the judge: held-out rows for each part of it, and the figures of the verdicts on them."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from scripts.train.corpus.tasks import new_task, respond
from scripts.train.lessons import comparing, judging, longer
from scripts.train.lessons.judging import Pairs, binary_pairs, sample_of
from scripts.train.lessons.questions import questions_about
from scripts.train.measuring.measures import Figure, Section
from scripts.train.measuring.verdicts import (
    Case,
    Verdict,
    accuracy,
    balanced,
    calibration,
    changed,
    consistency,
    difference,
    level_error,
    matched_difference,
    plain_calibration,
    same_questions,
)
from touchstone.domain.engine import Request

LISTED = 8
"""The most criteria that a rubric shows at once."""
SHARES = {"criteria": 2.0, "reason": 0.4, "scale": 1.0, "holistic": 1.0, "pairwise": 1.0, "meta": 1.0}
"""Rows for each part, as shares of the rows that the settings name."""
LONG_SHARE, LONG_TOKENS = 0.25, (2000, 4000)
WORD_TOKENS = 2.3
"""Tokens per word of real text, as a first guess."""


def part_of(rows: int, share: float) -> int:
    """That share of the rows, and at least two: one row has no interval."""
    return max(2, round(rows * share))


def _criteria(rows: int, reasons: int, rng: random.Random) -> Iterator[Case]:
    """Criteria about short and usual responses: the same ones in both layouts, of some rows after a reason too."""
    for number in range(rows):
        usual = number % 2 == 1
        task = new_task("test", rng) if usual else new_task("test", rng, (0, 1, 2), most=3)
        response, questions = questions_about(task, rng, "test", probes=4 if usual else 8)
        reference = respond(task, [True] * len(task.asked)) if rng.random() < 0.04 else None
        sample, row, some = sample_of(task, reference), f"criteria {number}", questions[:LISTED]
        yield Case(row, "leaf", binary_pairs(sample, response, questions, "leaf"), usual)
        yield Case(row, "trunk", binary_pairs(sample, response, some, "trunk"), usual)
        if number < reasons:
            yield Case(row, "reason", binary_pairs(sample, response, some, "leaf", reason=True), usual)


def _long(rng: random.Random, length: Callable[[Request], int]) -> Pairs:
    """Criteria whose longest question has a number of tokens in `LONG_TOKENS`."""
    least, most = LONG_TOKENS
    wanted = rng.uniform(least * 1.05, most * 0.95)
    words = wanted / WORD_TOKENS
    while True:
        pairs = longer.long_between("test", rng, int(words), int(words))
        tokens = max(length(request) for request, _ in pairs)
        if least <= tokens <= most:
            return pairs
        words *= wanted / tokens


def judge_cases(rows: int, seed: int, length: Callable[[Request], int]) -> Iterator[Case]:
    """All rows that a judge is asked about, from held-out material; `length` counts a prompt's tokens."""
    sizes = {part: part_of(rows, share) for part, share in SHARES.items()}
    rng = random.Random(f"check {seed}")
    yield from _criteria(sizes["criteria"], sizes["reason"], rng)
    for part, draw in (
        ("scale", judging.ordinal),
        ("holistic", judging.holistic),
        ("pairwise", judging.pairwise),
        ("meta", comparing.meta),
    ):
        for number in range(sizes[part]):
            yield Case(f"{part} {number}", part, draw("test", rng))
    for number in range(part_of(rows, LONG_SHARE)):
        yield Case(f"long {number}", "long", _long(rng, length), usual=False)


def _pair_figures(verdicts: Sequence[Verdict]) -> dict[str, Figure]:
    decided = [verdict for verdict in verdicts if verdict.right != "Tie"]
    return {
        "A, B or tie": accuracy(verdicts),
        **({"one is better": accuracy(decided)} if decided else {}),
        "both orders agree": consistency(verdicts),
    }


def _layouts(leaf: Sequence[Verdict], trunk: Sequence[Verdict]) -> Section:
    pairs = same_questions(leaf, trunk)
    return {
        "leaf": accuracy([one for one, _ in pairs]),
        "trunk": accuracy([other for _, other in pairs]),
        "leaf less trunk": difference(pairs).held("within", 0.005),
    }


def _reasons(reason: Sequence[Verdict], leaf: Sequence[Verdict]) -> Section:
    pairs = same_questions(reason, leaf)
    return {
        "after a reason, balanced": balanced(reason),
        "after a reason": accuracy(reason),
        "at once, same questions": accuracy([other for _, other in pairs]),
        "after a reason less at once": difference(pairs),
        "after a reason: calibration error": calibration(reason),
    }


def _levels(scale: Sequence[Verdict], holistic: Sequence[Verdict]) -> Section:
    named: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in (*scale, *holistic):
        named[verdict.name].append(verdict)
    section: dict[str, Figure] = {}
    for name, group in sorted(named.items()):
        section[f"{name}: exact"] = accuracy(group)
        section[f"{name}: mean distance, levels"] = level_error(group)
    return section


def _criteria_figures(verdicts: Sequence[Verdict]) -> Section:
    return {
        "balanced accuracy": balanced(verdicts).held("at least", 0.97),
        "accuracy": accuracy(verdicts),
        "calibration error": calibration(verdicts).held("at most", 0.03),
        "calibration error with its chance part": plain_calibration(verdicts),
    }


def _by_kind(verdicts: Sequence[Verdict]) -> Section:
    kinds: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        kinds[verdict.name].append(verdict)
    return {name: balanced(group).held("at least", 0.9) for name, group in sorted(kinds.items())}


def judge_sections(verdicts: Sequence[Verdict]) -> dict[str, Section]:
    """The figures of a judge's verdicts, by title. Raises ValueError where a part has no verdicts."""
    parts: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        parts[verdict.part].append(verdict)
    criteria = [*parts["leaf"], *parts["trunk"]]
    usual = [verdict for verdict in criteria if verdict.usual]
    pairs, rubrics = _pair_figures(parts["pairwise"]), _pair_figures(parts["meta"])
    for name, bar in (("one is better", 0.95), ("both orders agree", 0.97)):
        if name in pairs:
            pairs[name] = pairs[name].held("at least", bar)
    return {
        "Judge: criteria": _criteria_figures(criteria),
        "Judge: criteria, leaf layout alone": _criteria_figures(parts["leaf"]),
        "Judge: the two layouts on the same questions": _layouts(parts["leaf"], parts["trunk"]),
        "Judge: after a reason (given to PyTorch, written by the engine)": _reasons(
            parts["reason"], parts["leaf"]
        ),
        "Judge: scales and scores of the whole": _levels(parts["scale"], parts["holistic"]),
        "Judge: pairs of responses": pairs,
        "Judge: pairs of rubrics": rubrics,
        "Judge: prompts of 2,000 to 4,000 tokens": {
            "long": accuracy(parts["long"]),
            "usual length": accuracy(usual),
            "long less usual, same kinds": matched_difference(parts["long"], usual).held("within", 0.03),
        },
        "Judge: each kind of criterion, balanced accuracy": _by_kind(criteria),
        "Judge: each kind of criterion, balanced accuracy, leaf layout alone": _by_kind(parts["leaf"]),
    }


def quantised_section(whole: Sequence[Verdict], quantised: Sequence[Verdict]) -> Section:
    """What quantisation and the engine change, on the same questions, where no reason is written."""
    pairs = [pair for pair in zip(quantised, whole, strict=True) if pair[0].part != "reason"]
    criteria = [pair for pair in pairs if pair[0].part in ("leaf", "trunk")]
    return {
        "criteria: accuracy, difference": difference(criteria).held("within", 0.003),
        "criteria: verdicts that change": changed(criteria),
        "everything: accuracy, difference": difference(pairs),
        "everything: verdicts that change": changed(pairs),
    }
