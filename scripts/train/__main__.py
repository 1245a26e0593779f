"""The one command: `python -m scripts.train [--short] [--data FOLDER]`. Every step can be resumed."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from scripts.train.corpus.demo import write_demo
from scripts.train.learning.export import export, quantise
from scripts.train.learning.tokenizer import train_tokenizer
from scripts.train.learning.training import train
from scripts.train.lessons import longer
from scripts.train.measuring.report import evaluate_all
from scripts.train.settings import SHORT, Lesson, Settings

LESSONS: tuple[Lesson, ...] = ("base", "judge", "generator", "weak")
STEPS = ("tokenizer", "first", *LESSONS, "export", "demo", "evaluate")


def bundled(out: Path, lesson: str) -> Path:
    """The file of a lesson's model in the package."""
    return out / f"demo-{lesson}.gguf"


def export_all(settings: Settings, work: Path, out: Path) -> None:
    """Writes each trained model as F32 beside its checkpoint and quantised into the package."""
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    for lesson in LESSONS:
        state = torch.load(work / f"{lesson}.pt", weights_only=True)["model"]
        whole = export(state, tokenizer, settings, lesson, work / f"{lesson}.f32.gguf")
        print(quantise(whole, bundled(out, lesson), settings.quantisation_of(lesson)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the steps that were asked for, in order."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train", description="Builds the bundled models.")
    parser.add_argument("--short", action="store_true", help="about a minute: proves that the pipeline runs")
    parser.add_argument("--data", type=Path, help="a folder of JSON-lines files: real text")
    parser.add_argument(
        "--work", type=Path, default=Path(".cache/train"), help="tokenizer, checkpoints, report"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("src/touchstone/bundled"), help="where the models go"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes that train together")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    chosen = parser.parse_args(arguments)
    settings = SHORT if chosen.short else Settings()
    work, out = chosen.work, chosen.out
    work.mkdir(parents=True, exist_ok=True)
    file = work / "tokenizer.json"
    if "tokenizer" in chosen.steps and not file.exists():
        longer.keep(
            chosen.data, work / "passages.json", settings.seed
        )  # first: the tokenizer marks the step done
        tokenizer = train_tokenizer(settings.vocabulary, settings.tokenizer_rows, chosen.data, settings.seed)
        tokenizer.save(str(file))
    for stage in settings.stages:
        if stage.lesson in chosen.steps:
            train(settings, stage, work, chosen.workers)
    if "export" in chosen.steps:
        export_all(settings, work, out)
    if "demo" in chosen.steps:
        write_demo(out / "demo.jsonl", settings.seed)
    if "evaluate" in chosen.steps:
        evaluate_all(settings, work, {lesson: bundled(out, lesson) for lesson in LESSONS})


if __name__ == "__main__":
    main()
