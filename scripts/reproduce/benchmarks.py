"""The paper's benchmarks: which file each is made of, how it is judged, and which figure the paper gives for it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from scripts.reproduce import parsers, sources
from scripts.reproduce.sources import Source
from touchstone.domain.results import JudgeProtocol
from touchstone.errors import InputError


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark. `figure` names the agreement report's figure that is the paper's measure, `measure` says it.

    `published`: files of the paper's own rubrics by stage, below outputs/rubrics.
    """

    name: str
    source: Source
    parse: Callable[[Sequence[parsers.Row]], list[dict[str, Any]]]
    protocol: JudgeProtocol
    figure: str
    measure: str
    published: dict[str, str]


_AGREEMENT: tuple[JudgeProtocol, str, str] = ("pairwise", "accuracy_half", "human agreement")
_CORRELATION: tuple[JudgeProtocol, str, str] = ("holistic", "spearman", "Spearman")


def _pairwise(name: str) -> dict[str, str]:
    tuned = "pairwise_rubric_gen_qwen3_14B_v2"
    return {
        "base": f"pairwise/{name}/base_model/rubrics_qwen3-14b.json",
        "tuned": f"pairwise/{name}/{tuned}/rubrics_{tuned}.json",
    }


def _pointwise(name: str) -> dict[str, str]:
    folder, file = "pointwise_rubric_gen_qwen3_14B_v2", "pointwise_rubric_gen_biggen_qwen3_14B_v2"
    return {
        "base": f"pointwise/{name}/base_model/rubrics_qwen3-14b.json",
        "tuned": f"pointwise/{name}/{folder}/rubrics_{file}.json",
    }


BENCHMARKS = {
    each.name: each
    for each in (
        Benchmark("mtbench", sources.MT_BENCH, parsers.mt_bench, *_AGREEMENT, _pairwise("mtbench")),
        Benchmark(
            "alpacaeval", sources.ALPACA_CROSS, parsers.alpaca_eval, *_AGREEMENT, _pairwise("alpacaeval")
        ),
        Benchmark("biggen", sources.BIGGEN, parsers.biggen_pairs, *_AGREEMENT, _pairwise("biggen")),
        Benchmark(
            "biggen-scores", sources.BIGGEN, parsers.biggen_scores, *_CORRELATION, _pointwise("biggen")
        ),
        Benchmark(
            "helpsteer2", sources.HELPSTEER2, parsers.helpsteer2, *_CORRELATION, _pointwise("helpsteer2")
        ),
    )
}


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a Parquet file or a JSON list. Raises InputError."""
    try:
        rows = pq.read_table(path).to_pylist() if path.suffix == ".parquet" else json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {error}", "fetch it again") from error
    if not isinstance(rows, list) or not rows:
        raise InputError(f"{path} holds no rows", "fetch it again")
    return rows


def convert(benchmark: Benchmark, folder: Path, out: Path, limit: int | None = None) -> Path:
    """Writes the benchmark's file as a dataset; `limit`: of so many prompts, the first ones. Raises InputError."""
    rows = benchmark.parse(read_rows(folder / benchmark.source.name))
    groups = list(dict.fromkeys(row["group"] for row in rows))[:limit]
    kept = [row for row in rows if row["group"] in set(groups)]
    path = out / f"{benchmark.name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), "utf-8")
    return path
