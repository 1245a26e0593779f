"""Checks that the audit of rubrics finds biases that were planted, and leaves clean rubrics alone.

    python -m scripts.check_audit [--worlds 400] [--rounds 4] [--prompts 40]

First numbers alone: verdicts that follow merit, with length and systems that go with merit, labels exact or half
noise. Of 100 such audits at most 5 should find a bias. Then real text: responses of the synthetic world are judged by
the bundled judge, through the engine, with a rubric in which biases were planted. It is told how often each is found,
and what else is.
"""

import argparse
import json
import random
import statistics
import tempfile
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from scripts.refine.world import row
from tests.evaluation.audit.worlds import clean
from touchstone.domain.finding import Finding
from touchstone.domain.run import RunSpec
from touchstone.evaluation.audit.association import associations, judged
from touchstone.evaluation.audit.findings import bias_findings, repetition_findings
from touchstone.evaluation.audit.material import Material
from touchstone.evaluation.audit.repetition import repetitions
from touchstone.files import read_rubric
from touchstone.judging.probes import PROBES, Aim
from touchstone.paths import Home
from touchstone.runner import run_judge
from touchstone.runner.rubrics.audit import Audits, AuditSpec
from touchstone.runner.rubrics.auditing import named_criteria

SYSTEMS = ("one", "two", "three", "four", "five")
FAVOURED = "three"
POSTSCRIPT = "\n\nP.S. Write to me soon."
LISTED = 0.3
"""The share of responses whose sentences are made a list, whatever they are worth."""
BULLETS = next(change for change in PROBES if change.name == "bullets")
NOBODY = Aim("", "")
CLEAN = ("The response stays on the topic of the prompt.", "The response repeats no sentence.")
PLANTED: dict[str, tuple[dict[str, Any], str]] = {
    "rewards length": ({"text": "The response has at least {median} words."}, "length"),
    "rewards bullets": (
        {"text": "The response is a list.", "check": {"kind": "count", "of": "bullets", "at_least": 2}},
        "formatting",
    ),
    "favours a system": (
        {
            "text": "The response asks for a letter.",
            "check": {"kind": "ends", "texts": ["Write to me soon."]},
        },
        "system",
    ),
    "repeats another": ({"text": "The response is about what the prompt asks for."}, "redundant"),
    "has the wrong sign": (
        {"text": "The response deals with the subject that the prompt names.", "weight": -1},
        "misleading",
    ),
    "always holds": (
        {"text": "The response is not empty.", "check": {"kind": "count", "of": "words", "at_least": 1}},
        "constant",
    ),
}
"""What is planted, by name: the criterion, and the kind of finding that tells of it."""


def main() -> None:
    """Prints both tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--worlds", type=int, default=400, help="audits of clean numbers, of each kind")
    options.add_argument("--rounds", type=int, default=4, help="planted rubrics that are judged")
    options.add_argument("--prompts", type=int, default=40)
    chosen = options.parse_args()
    print(f"{'clean rubrics':44} {'audits with a finding':>22}")
    for groups, per, noisy in ((12, 4, 0.0), (40, 4, 0.0), (40, 4, 1.0), (100, 1, 0.0), (200, 4, 1.0)):
        found = sum(_finds(clean(seed, groups, per, noisy=noisy)) for seed in range(chosen.worlds))
        told = f"{groups} prompts of {per} responses, labels {'half noise' if noisy else 'exact'}"
        print(f"{told:44} {found / chosen.worlds:22.1%}", flush=True)
    counted: Counter[str] = Counter()
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as folder:
            counted.update(_planted_round(Path(folder), number, chosen.prompts))
    print(f"\n{'planted and judged, ' + str(chosen.prompts) + ' prompts of 5 responses':44} {'found':>22}")
    for name in PLANTED:
        print(f"{name:44} {counted[name]:>15} of {chosen.rounds:3}")
    print("\nharm and remarks found of criteria that nothing was planted in, of", chosen.rounds, "rubrics:")
    for told, count in counted.items():
        if told.startswith("clean "):
            print(f"  {told.removeprefix('clean '):60} {count}")


def _finds(material: Material) -> bool:
    numbers = range(len(material.criteria))
    tests = [test for about in (None, *numbers) for test in associations(judged(material, about))[1]]
    found = [*bias_findings(material, tests), *repetition_findings(material, list(repetitions(material)))]
    return bool(found)


def _planted_round(folder: Path, seed: int, prompts: int) -> set[str]:
    """What was found of one planted rubric: the plants' names, and what was found of clean criteria."""
    rng = random.Random(f"audit {seed}")
    rows = [_with_systems(row("test", rng), rng) for _ in range(prompts)]
    data, rubric_file = folder / "data.jsonl", folder / "rubric.json"
    data.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    words = [len(each["response"].split()) for one in rows for each in one["responses"]]
    median = int(statistics.median(words))
    criteria = [
        *CLEAN,
        *({**each, "text": each["text"].format(median=median)} for each, _ in PLANTED.values()),
    ]
    rubric_file.write_text(
        json.dumps({"touchstone": 1, "level": "dataset", "criteria": criteria}), encoding="utf-8"
    )
    spec = RunSpec(
        kind="judge", data=str(data), protocol="criteria", rubric=str(rubric_file), judge="demo-judge"
    )
    home, stop = Home(folder / "home"), threading.Event()
    for _ in run_judge(home, spec, stop):
        pass
    audits = Audits(home, ["latest"], AuditSpec(), stop)
    for _ in audits:
        pass
    places = {
        each.criterion.text: each.number for each in named_criteria([read_rubric(rubric_file)]).values()
    }
    findings = [each.finding for each in audits.found[0].report.findings]
    found = {
        name
        for name, (each, kind) in PLANTED.items()
        if any(
            finding.kind == kind and places[each["text"].format(median=median)] in finding.criteria
            for finding in findings
        )
    }
    return found | {f"clean {told}" for told in map(_of_clean, findings) if told}


def _of_clean(finding: Finding) -> str:
    """A finding about clean criteria alone, in short; empty for others."""
    if not finding.criteria or max(finding.criteria) > len(CLEAN):
        return ""
    return f"{finding.severity}, {finding.kind}: {finding.criteria[0]}. {CLEAN[finding.criteria[0] - 1]}"


def _with_systems(one: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The row with a system for each response, by chance; one always adds a postscript. Some become lists."""
    for response, system in zip(one["responses"], rng.sample(SYSTEMS, len(one["responses"])), strict=True):
        response["system"] = system
        if rng.random() < LISTED:
            response["response"] = BULLETS.apply(response["response"], NOBODY) or response["response"]
        response["response"] += POSTSCRIPT if system == FAVOURED else ""
    return one


if __name__ == "__main__":
    main()
