"""The workloads: datasets in the product's own form, made to measure or cut from real data."""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scripts.train.corpus.words import KEYWORDS
from touchstone.domain.results import JudgeProtocol

Count = Callable[[str], int]
"""The tokens of a text."""

PROMPT, RESPONSE, CRITERION = 200, 300, 45
"""Tokens of a made-up prompt, response and criterion."""


@dataclass(frozen=True, slots=True)
class Workload:
    """A dataset and how it is judged. `share`: of questions that share little, how many peers are asked.

    `rubric`: as in a run's spec. `writes`: tokens that are written for each request, 0 where nothing is.
    """

    name: str
    title: str
    data: Path
    protocol: JudgeProtocol = "criteria"
    rubric: str = "own"
    share: float = 1.0
    writes: int = 0
    limit: int | None = None
    forms: tuple[str, ...] = field(default=("shipped", "criterion last", "rubric first", "json"))


class Text:
    """Made-up texts of a given number of tokens, drawn by a seed."""

    def __init__(self, count: Count, seed: int = 0) -> None:
        self._count = count
        self._random = random.Random(seed)

    def __call__(self, tokens: int) -> str:
        """A text of that many tokens, or one or two fewer."""
        words: list[str] = []
        while self._count(" ".join(words)) <= tokens:
            words += self._random.choices(KEYWORDS, k=max(1, (tokens - len(words)) // 4))
        while self._count(" ".join(words)) > tokens:
            words.pop()
        return " ".join(words)


def _write(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _rubric(text: Text, criteria: int, level: str) -> dict[str, object]:
    return {"touchstone": 1, "level": level, "criteria": [text(CRITERION) for _ in range(criteria)]}


def judging(folder: Path, text: Text, *, quick: bool) -> list[Workload]:
    """(a) rubrics of their own for 3 prompts with 4 responses, (b) one rubric for all, (c) pairs."""
    prompts, samples, pairs = (1, 6, 4) if quick else (3, 24, 24)
    asked = [(text(PROMPT), _rubric(text, 6, "instance")) for _ in range(max(prompts, pairs))]
    instance = [
        {"prompt": prompt, "system": f"system {number}", "response": text(RESPONSE), "rubric": rubric}
        for prompt, rubric in asked[:prompts]
        for number in range(4)
    ]
    dataset = [{"prompt": text(PROMPT), "response": text(RESPONSE)} for _ in range(samples)]
    shared = folder / "rubric.json"
    shared.write_text(json.dumps(_rubric(text, 8, "dataset")), encoding="utf-8")
    compared = [
        {"prompt": p, "response_a": text(RESPONSE), "response_b": text(RESPONSE), "rubric": rubric}
        for p, rubric in asked[:pairs]
    ]
    return [
        Workload(
            "a",
            f"{prompts} prompts x 4 responses x 6 criteria",
            _write(folder / "a.jsonl", instance),
            share=1.0 if quick else 1 / 3,
        ),
        Workload(
            "b",
            f"{samples} responses x 8 criteria, one rubric",
            _write(folder / "b.jsonl", dataset),
            rubric=str(shared),
            share=0.5 if quick else 1 / 8,
        ),
        Workload(
            "c",
            f"{pairs} pairs, both orders",
            _write(folder / "c.jsonl", compared),
            "pairwise",
            share=0.5 if quick else 1 / 6,
            forms=("shipped", "rubric first"),
        ),
    ]


def real(data: Path, *, quick: bool) -> list[Workload]:
    """(d) real text: stories by six criteria, and pairs without a rubric."""
    rows = 12 if quick else 60
    return [
        Workload(
            "d1",
            f"hanna, {rows} rows",
            data / "pointwise" / "hanna_half.jsonl",
            limit=rows,
            share=0.5 if quick else 0.2,
        ),
        Workload(
            "d2",
            f"pandalm, {rows} pairs",
            data / "pairwise" / "pandalm.jsonl",
            "pairwise",
            "none",
            share=0.5 if quick else 0.2,
            limit=rows,
            forms=("shipped",),
        ),
    ]


def writing(folder: Path, text: Text, *, quick: bool) -> list[Workload]:
    """(e) rubrics for 32 prompts, and (f) 48 verdicts after a reason."""
    prompts, responses = (8, 2) if quick else (32, 8)
    rubrics = [{"prompt": text(PROMPT)} for _ in range(prompts)]
    rubric = _rubric(text, 6, "instance")
    prompt = text(PROMPT)
    reasons = [
        {"prompt": prompt, "system": f"system {number}", "response": text(RESPONSE), "rubric": rubric}
        for number in range(responses)
    ]
    share = 0.5 if quick else 0.25
    return [
        Workload(
            "e",
            f"{prompts} rubrics of 96 tokens",
            _write(folder / "e.jsonl", rubrics),
            rubric="instance",
            share=share,
            writes=96,
            forms=("shipped",),
        ),
        Workload(
            "f",
            f"{6 * responses} verdicts after reasons of 64 tokens",
            _write(folder / "f.jsonl", reasons),
            share=share,
            writes=64,
            forms=("shipped", "rubric first"),
        ),
    ]
