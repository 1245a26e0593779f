"""The whole evaluation: both ways of running the models on the same held-out rows, as JSON and as Markdown tables."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from tokenizers import Tokenizer

from scripts.train.learning.trees import Encoder
from scripts.train.lessons import longer
from scripts.train.measuring.card import tables
from scripts.train.measuring.evaluate import judge_cases, judge_sections, part_of, quantised_section
from scripts.train.measuring.generated import kind_section, rubric_cases, rubric_section
from scripts.train.measuring.measures import Report
from scripts.train.measuring.ranking import ranked_cases, ranking_section
from scripts.train.measuring.readers import EngineReader, TorchReader, file_sections
from scripts.train.measuring.verdicts import Reader, ask
from scripts.train.settings import Lesson, Settings

WHOLE, QUANTISED = "PyTorch, F32", "engine, Q8_0"
RUBRICS = {"instance": {WHOLE: 0.5, QUANTISED: 1.25}, "dataset": {WHOLE: 0.2, QUANTISED: 0.4}}
"""Rubrics of each level, as shares of the rows that the settings name; PyTorch writes slowly."""
PROMPTS = 0.25
"""Prompts whose responses are ranked, likewise."""


def _judge(report: Report, readers: Mapping[str, Reader], encoder: Encoder, settings: Settings) -> None:
    cases = list(
        judge_cases(settings.check_rows, settings.seed, lambda request: len(encoder.prompt(request)[0]))
    )
    verdicts = {}
    for way, reader in readers.items():
        started = time.perf_counter()
        verdicts[way] = ask(reader, cases)
        print(f"{way}: {len(verdicts[way])} verdicts in {time.perf_counter() - started:.0f} s", flush=True)
        for title, section in judge_sections(verdicts[way]).items():
            report.setdefault(title, {})[way] = section
    section = quantised_section(verdicts[WHOLE], verdicts[QUANTISED])
    report["Judge: what Q8_0 and the engine change"] = {f"{QUANTISED}, less {WHOLE}": section}


def _generator(report: Report, readers: Mapping[str, Reader], settings: Settings) -> None:
    for way, reader in readers.items():
        for level, shares in RUBRICS.items():
            started = time.perf_counter()
            cases = rubric_cases(part_of(settings.check_rows, shares[way]), settings.seed, level)
            texts = reader.write([case.request for case in cases])
            print(f"{way}: {len(texts)} rubrics in {time.perf_counter() - started:.0f} s", flush=True)
            report.setdefault(f"Generator: {level}-level rubrics", {})[way] = rubric_section(cases, texts)
            if level == "instance":
                found = kind_section(cases, texts)
                report.setdefault("Generator: constraints found, by kind", {})[way] = found


def evaluate_all(settings: Settings, work: Path, files: Mapping[Lesson, Path]) -> None:
    """Measures judge and generator, each and together, and their files; writes report.json and report.md.

    `work` holds the tokenizer, the real text and the checkpoints; `files` the packaged model of each lesson.
    """
    longer.use(work / "passages.json")
    encoder = Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    report: Report = {}
    loaded = file_sections(list(files.values()))
    readers: dict[Lesson, dict[str, Reader]] = {
        lesson: {
            WHOLE: TorchReader(work / f"{lesson}.pt", settings, lesson, encoder),
            QUANTISED: EngineReader(files[lesson], lesson),
        }
        for lesson in ("judge", "generator")
    }
    _judge(report, readers["judge"], encoder, settings)
    _generator(report, readers["generator"], settings)
    started = time.perf_counter()
    ranked = ranked_cases(part_of(settings.check_rows, PROMPTS), settings.seed)
    together = ranking_section(ranked, readers["generator"][QUANTISED], readers["judge"][QUANTISED])
    print(f"{len(ranked)} prompts ranked in {time.perf_counter() - started:.0f} s", flush=True)
    report["Judge and generator together: four responses ranked"] = {QUANTISED: together}
    report["Files"] = loaded
    data = {
        title: {way: {name: f.as_dict() for name, f in section.items()} for way, section in ways.items()}
        for title, ways in report.items()
    }
    (work / "report.json").write_text(json.dumps(data, indent=1), "utf-8")
    (work / "report.md").write_text(tables(report), "utf-8")
    print(work / "report.md")
