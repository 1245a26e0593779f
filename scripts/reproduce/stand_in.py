"""Stand-ins for the benchmarks' files: the same names, fields and kinds of value, small, from the synthetic world.

They show that everything runs, and nothing about the paper: prompts, responses and labels are made by rules, for
the bundled models. The "published" rubrics are what each prompt asks for; before tuning one thing less.
"""

import json
import random
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scripts.refine.world import rows
from scripts.reproduce.benchmarks import BENCHMARKS
from scripts.reproduce.parsers import HELPSTEER2_PARTS
from scripts.reproduce.sources import ALPACA_CROSS, BIGGEN, HELPSTEER2, MT_BENCH, published_rubrics

_VOTERS = 5
_SURE = 0.85
"""How often a made-up annotator prefers the response with the higher share of its wishes."""
_FIRST_SEED = 7000

Row = dict[str, Any]


def write_stand_ins(folder: Path, prompts: int) -> None:
    """Writes all files; each benchmark gets `prompts` prompts of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    worlds = {
        source.name: rows("test", prompts, _FIRST_SEED + number)
        for number, source in enumerate((MT_BENCH, ALPACA_CROSS, BIGGEN, HELPSTEER2))
    }
    rng = random.Random(0)
    _parquet(folder / MT_BENCH.name, _mt_bench(worlds[MT_BENCH.name], rng))
    _json(folder / ALPACA_CROSS.name, _alpaca(worlds[ALPACA_CROSS.name], rng))
    _parquet(folder / BIGGEN.name, _biggen(worlds[BIGGEN.name]))
    _parquet(folder / HELPSTEER2.name, _helpsteer(worlds[HELPSTEER2.name]))
    for benchmark in BENCHMARKS.values():
        for stage, place in benchmark.published.items():
            _json(folder / published_rubrics(place).name, _lists(worlds[benchmark.source.name], stage))


def _parquet(path: Path, made: list[Row]) -> None:
    pq.write_table(pa.Table.from_pylist(made), path)


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def _pairs(world: Row) -> list[tuple[Row, Row]]:
    """Three pairs of responses with different gold."""
    found = [(a, b) for a, b in combinations(world["responses"], 2) if a["score"] != b["score"]]
    return found[:3]


def _votes(pair: tuple[Row, Row], rng: random.Random) -> list[int]:
    """What five made-up annotators prefer: 1 or 2."""
    better = 1 if pair[0]["score"] > pair[1]["score"] else 2
    return [better if rng.random() < _SURE else 3 - better for _ in range(_VOTERS)]


def _mt_bench(worlds: list[Row], rng: random.Random) -> list[Row]:
    made = []
    for question, world in enumerate(worlds, start=81):
        for number, pair in enumerate(_pairs(world)):
            said = [
                [
                    {"content": world["prompt"], "role": "user"},
                    {"content": response["response"], "role": "assistant"},
                ]
                for response in pair
            ]
            for judge, vote in enumerate(_votes(pair, rng)[:3]):
                made.append(
                    {
                        "question_id": question,
                        "model_a": f"model-{number}",
                        "model_b": f"model-{number + 3}",
                        "winner": "tie" if rng.random() < 0.1 else f"model_{'ab'[vote - 1]}",
                        "judge": f"author_{judge}",
                        "conversation_a": said[0],
                        "conversation_b": said[1],
                        "turn": 1,
                    }
                )
    return made


def _alpaca(worlds: list[Row], rng: random.Random) -> list[Row]:
    return [
        {
            "instruction": world["prompt"],
            "output_1": pair[0]["response"],
            "output_2": pair[1]["response"],
            "preference": vote,
            "annotator_index": annotator,
            "dataset": "stand-in",
            "datasplit": "eval",
        }
        for world in worlds
        for pair in _pairs(world)
        for annotator, vote in enumerate(_votes(pair, rng))
    ]


def _biggen(worlds: list[Row]) -> list[Row]:
    return [
        {
            "id": f"stand_in_{number}",
            "capability": "instruction_following",
            "task": "stand_in",
            "instance_idx": number,
            "system_prompt": "",
            "input": world["prompt"],
            "reference_answer": "",
            "score_rubric": {"criteria": "Does the response do all that is asked?"},
            "model_name": f"model-{place}",
            "response": response["response"],
            "human_score": 1 + round(4 * response["score"]),
        }
        for number, world in enumerate(worlds)
        for place, response in enumerate(world["responses"][:4])
    ]


def _helpsteer(worlds: list[Row]) -> list[Row]:
    return [
        {
            "prompt": world["prompt"],
            "response": response["response"],
            **dict.fromkeys(HELPSTEER2_PARTS, round(4 * response["score"])),
            "complexity": 2,
            "verbosity": 2,
        }
        for world in worlds
        for response in world["responses"][:2]
    ]


def _lists(worlds: list[Row], stage: str) -> dict[str, str]:
    """Numbered lists by prompt, as the paper's generators wrote them."""
    made = {}
    for world in worlds:
        wishes = world["constraints"][: -1 if stage == "base" else None]
        made[world["prompt"]] = "\n".join(f"{number}. {text}" for number, text in enumerate(wishes, start=1))
    return made
