"""The one command: `python -m scripts.train [--short] [--data FOLDER]`. Every step can be resumed."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from scripts.train.settings import SHORT, Settings
from scripts.train.tokenizer import train_tokenizer
from scripts.train.training import train

STEPS = ("tokenizer", "base", "judge", "generator")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the steps that were asked for, in order."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train", description="Builds the bundled models.")
    parser.add_argument(
        "--short", action="store_true", help="a setting of about a minute that only proves the pipeline"
    )
    parser.add_argument("--data", type=Path, help="a folder of JSON-lines files: real text for the tokenizer")
    parser.add_argument(
        "--work", type=Path, default=Path(".cache/train"), help="where tokenizer and checkpoints are kept"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes that train together")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    chosen = parser.parse_args(arguments)
    settings = SHORT if chosen.short else Settings()
    chosen.work.mkdir(parents=True, exist_ok=True)
    file = chosen.work / "tokenizer.json"
    if "tokenizer" in chosen.steps and not file.exists():
        train_tokenizer(settings.vocabulary, settings.tokenizer_rows, chosen.data, settings.seed).save(
            str(file)
        )
    for stage in settings.stages:
        if stage.lesson in chosen.steps:
            train(settings, stage, chosen.work, chosen.workers)


if __name__ == "__main__":
    main()
