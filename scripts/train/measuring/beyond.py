"""Measures the bundled pair outside its world: `python -m scripts.train.measuring.beyond --data FOLDER [--limit N]`.

Everything runs through the product, in a home folder that is made for it and removed. FOLDER holds labelled sets in
`pairwise/` and `pointwise/` and IFEval's prompts in `prompts/ifeval.jsonl`, all in the project's dataset form.
"""

import argparse
import json
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scripts.labelled_rows import Json, drawn, read_rows
from scripts.train.measuring import ifeval
from scripts.train.measuring.beyond_card import section
from touchstone import open_home
from touchstone.api import Touchstone
from touchstone.domain.results import JudgeProtocol
from touchstone.domain.run import Notice, RunSpec, UnitDone
from touchstone.errors import TouchstoneError
from touchstone.runner import run_rubrics

Way = tuple[JudgeProtocol, str]
"""How a set is judged: the protocol, and the rubric choice as `touchstone judge` takes it."""
WAYS: Mapping[str, tuple[Way, ...]] = {
    "pairwise": (
        ("pairwise", "instance"),
        ("criteria", "instance"),
        ("pairwise", "own"),
        ("pairwise", "none"),
    ),
    "pointwise": (("criteria", "instance"), ("criteria", "own"), ("holistic", "none")),
}
"""By kind of set; "own" where its rows have rubrics."""
FAULTS = (TouchstoneError, OSError, ValueError, KeyError, TypeError)
"""What may be wrong with one set, or with how it is judged, while the others go on."""


def _sample(source: Path, folder: Path, limit: int | None, seed: int) -> tuple[Path, list[Json]]:
    rows = drawn(read_rows(source), limit, f"beyond {seed}")
    path = folder / source.name
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path, rows


def agreement(touchstone: Touchstone, data: Path, way: Way, seed: int) -> Json:
    """The report of `touchstone evaluate` on a file judged in this way, or what went wrong."""
    protocol, rubric = way
    asked: Json = {"protocol": protocol, "rubric": rubric}
    begun = time.monotonic()
    try:
        result = touchstone.run(data, protocol=protocol, rubric=rubric, seed=seed)
        report = touchstone.evaluate(result.run, seed=seed).model_dump(mode="json")
    except FAULTS as error:
        return {**asked, "error": _said(error)}
    return {
        **asked,
        "report": report,
        "verdicts": result.counters.verdicts,
        "unscored verdicts": result.unscored_share,
        "notices": list(result.notices),
        "seconds": round(time.monotonic() - begun, 1),
    }


def labelled_sets(
    touchstone: Touchstone, data: Path, folder: Path, limit: int | None, seed: int
) -> Iterator[Json]:
    """Every labelled set below `data`, judged in each way that fits it."""
    for kind, ways in WAYS.items():
        for source in sorted((data / kind).glob("*.jsonl")):
            measured: Json = {"set": source.stem, "kind": kind}
            try:
                path, rows = _sample(source, folder, limit, seed)
            except FAULTS as error:
                yield {**measured, "error": _said(error)}
                continue
            fitting = [way for way in ways if way[1] != "own" or any("rubric" in row for row in rows)]
            yield {
                **measured,
                "rows": len(rows),
                "groups": len({row["group"] for row in rows}),
                "ways": [agreement(touchstone, path, way, seed) for way in fitting],
            }


def rubrics_of(touchstone: Touchstone, data: Path, seed: int) -> tuple[dict[str, list[str]], list[str]]:
    """The criteria of each prompt's instance-level rubric, and the run's notices."""
    spec = RunSpec(
        kind="rubrics", data=str(data), level="instance", generator=touchstone.generator_model, seed=seed
    )
    criteria: dict[str, list[str]] = {}
    notices = []
    for event in run_rubrics(touchstone.home, spec, threading.Event()):
        if isinstance(event, UnitDone):
            for rubric in event.rubrics:
                criteria[rubric.prompt or ""] = [criterion.text for criterion in rubric.criteria]
        elif isinstance(event, Notice):
            notices.append(event.text)
    return criteria, notices


def constraints_named(
    touchstone: Touchstone, source: Path, folder: Path, limit: int | None, seed: int
) -> Json:
    """How many of the listed constraints the rubrics of IFEval's prompts name, or what went wrong."""
    begun = time.monotonic()
    try:
        path, rows = _sample(source, folder, limit, seed)
        criteria, notices = rubrics_of(touchstone, path, seed)
        found: list[ifeval.Found] = []
        written: list[ifeval.Written] = []
        for row in rows:
            texts = criteria.get(row["prompt"], [])
            more = ifeval.compare(row["prompt"], row["group"], row["constraints"], texts)
            found += more[0]
            written += more[1]
        figures = ifeval.summary(found, written, seed)
    except FAULTS as error:
        return {"error": _said(error)}
    return {
        **figures,
        "prompts": len(rows),
        "prompts without rubric": sum(row["prompt"] not in criteria for row in rows),
        "notices": notices,
        "seconds": round(time.monotonic() - begun, 1),
    }


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def measure(
    data: Path, *, limit: int | None, prompts: int | None, seed: int, judge: str, generator: str
) -> Json:
    """Everything, as JSON. `limit`: rows of each labelled set; `prompts`: prompts of IFEval; None: all."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="touchstone-beyond-") as name:
        folder = Path(name)
        touchstone = open_home(folder / "home", judge=judge, generator=generator)
        sets = []
        for measured in labelled_sets(touchstone, data, folder, limit, seed):
            sets.append(measured)
            print(f"{measured['kind']}/{measured['set']}", measured.get("error", "done"), flush=True)
        named = constraints_named(touchstone, data / "prompts" / "ifeval.jsonl", folder, prompts, seed)
        print("ifeval", named.get("error", "done"), flush=True)
    return {
        "judge": judge,
        "generator": generator,
        "limit": limit,
        "seed": seed,
        "sets": sets,
        "ifeval": named,
        "seconds": round(time.monotonic() - begun, 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes beyond.json, and beyond.md for the model card."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.train.measuring.beyond",
        description="Measures the bundled pair outside its world.",
    )
    parser.add_argument("--data", type=Path, required=True, help="a folder of labelled sets")
    parser.add_argument("--limit", type=int, default=120, help="rows of each labelled set")
    parser.add_argument("--prompts", type=int, help="prompts of IFEval (default: all)")
    parser.add_argument("--out", type=Path, default=Path(".cache/train"), help="the folder of the report")
    parser.add_argument("--judge", default="demo-judge", help="a name of the catalogue, or a .gguf file")
    parser.add_argument("--generator", default="demo-generator")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    report = measure(
        chosen.data,
        limit=chosen.limit,
        prompts=chosen.prompts,
        seed=chosen.seed,
        judge=chosen.judge,
        generator=chosen.generator,
    )
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "beyond.json").write_text(json.dumps(report, indent=1), "utf-8")
    (chosen.out / "beyond.md").write_text(section(report), "utf-8")
    print(chosen.out / "beyond.md")


if __name__ == "__main__":
    main()
