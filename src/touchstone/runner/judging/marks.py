"""The mark that results of a bundled demonstration model carry on anything but the bundled demo data."""

from collections.abc import Iterable
from pathlib import Path

from touchstone.catalogue import BUNDLED
from touchstone.domain.model import DEMO_MARK, ModelEntry
from touchstone.domain.rubric import Rubric
from touchstone.store import Store

DEMO_DATA = BUNDLED / "demo.jsonl"
"""The bundled prompts and responses of `touchstone demo`."""


def is_demo_data(store: Store, path: Path) -> bool:
    """Whether the file at `path` is the bundled demo data, wherever it lies."""
    return DEMO_DATA.is_file() and path.is_file() and store.file_hash(path) == store.file_hash(DEMO_DATA)


def marks_for(
    store: Store, data: Path, models: Iterable[ModelEntry], rubrics: Iterable[Rubric] = ()
) -> tuple[str, ...]:
    """The marks of results on the file `data` (no file: typed-in text) by these models and rubrics."""
    from_demo = any(entry.is_demo for entry in models)
    from_demo = from_demo or any(rubric.provenance.demo_model for rubric in rubrics)
    if not from_demo or is_demo_data(store, data):
        return ()
    return (DEMO_MARK,)
