"""Rubrics with lineage, uses and hostile text in them, under fixed ids and times."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from touchstone.domain.meeting import Meeting
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.store import Store

HOSTILE = "[/foo] [b]bold[/b] \x1b[31mred\x1b[0m nul\x00 🍐 名前 \u202eשלום"
PARENT = Rubric(
    level=RubricLevel.INSTANCE,
    criteria=(
        Criterion(text="The response names exactly three fruits."),
        Criterion(text=f"The response quotes {HOSTILE}."),
        Criterion(text="The response is polite."),
    ),
    prompt=f"Name three fruits and quote {HOSTILE}.",
    provenance=Provenance(source="generated", generator="large-generator", seed=0),
)
CHILD = Rubric(
    level=RubricLevel.INSTANCE,
    criteria=(
        Criterion(text="The response names at least three fruits.", weight=2),
        Criterion(text=f"The response quotes {HOSTILE}.", guard=True),
        Criterion(text="Spelling is British."),
    ),
    prompt=PARENT.prompt,
    provenance=Provenance(source="edited", generator="large-generator", seed=0, parent=PARENT.id),
)
COMMON = Rubric(
    level=RubricLevel.DATASET,
    criteria=(Criterion(text="The response is free of insults.", level=RubricLevel.DATASET),),
    provenance=Provenance(source="generated", generator="large-generator", seed=0),
)


@contextmanager
def made_on(monkeypatch: pytest.MonkeyPatch, day: str) -> Iterator[None]:
    """Rubrics that are saved meanwhile were made on that day."""
    with monkeypatch.context() as patch:
        patch.setattr("touchstone.store.rubrics.now", lambda: f"{day}T03:04:05+00:00")
        yield


def add_versions(store: Store) -> None:
    """A rubric, its edited version, which is approved, and a dataset-level one."""
    for rubric in (PARENT, CHILD, COMMON):
        store.save_rubric(rubric)
    store.approve(CHILD.id, "Ada")


def add_meetings(store: Store) -> None:
    """A meta-judge with a hostile name prefers the edited version of the rubric."""
    said = {"A": 0.9, "B": 0.1, "tie": 0.0}
    met = Meeting(
        first=CHILD.id, second=PARENT.id, model=f"judge {HOSTILE}", fingerprint="one", ab=said, ba=said
    )
    store.save_meetings([met if CHILD.id < PARENT.id else met.turned()], [CHILD, PARENT])
