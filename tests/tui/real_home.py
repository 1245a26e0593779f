"""A small labelled file judged by the bundled models through the real runner: what the real screens show."""

import shutil
import threading
from pathlib import Path

from tests.homes import write_rows
from touchstone.domain.run import RunSpec
from touchstone.paths import Home
from touchstone.runner import run_judge

SYSTEMS = {
    "careful": "The lift will be repaired on Tuesday. Please use the stairs until then. Will you manage?",
    "hasty": "The lift is being repaired. Use the stairs.",
    "careless": "Thank you for your interest in our bakery.",
}
PROMPTS = (
    "Write a note to the tenants about the lift repair. Use exactly three sentences and mention the word 'Tuesday'.",
    "Write a short note about the lift repair. End with a question.",
    "Tell the tenants that the lift is out of order. Do not use the word 'sorry'.",
)


def judge_home(root: Path) -> Path:
    """Makes `root/home` with a finished run over `root/answers.jsonl`; gives `root`."""
    rows = [
        {
            "id": f"p{number}",
            "prompt": prompt,
            "subset": "notes" if number < 2 else "rules",
            "responses": [
                {"system": system, "response": text, "score": score}
                for (system, text), score in zip(SYSTEMS.items(), (1.0, 0.5, 0.0), strict=True)
            ],
        }
        for number, prompt in enumerate(PROMPTS)
    ]
    data = write_rows(root / "answers.jsonl", rows)
    spec = RunSpec(kind="judge", data=str(data), protocol="criteria")
    for _ in run_judge(Home(root / "home"), spec, threading.Event()):
        pass
    return root


def copy_judged(root: Path, target: Path) -> Home:
    """A home of one's own like the one in `root`; its run reads the data there."""
    shutil.copytree(root / "home", target)
    return Home(target)
