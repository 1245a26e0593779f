"""Rubrics in from files of any form, and out: those of a run, of a file they came from, or all."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms import ReadFile, read_rubric_file
from touchstone.store import Store


@dataclass(frozen=True, slots=True)
class Imported:
    """A file whose rubrics were saved. `known` of them were in the database before; `notes` are as in ReadFile."""

    file: str
    form: str
    ids: tuple[str, ...]
    criteria: int
    known: int
    notes: tuple[str, ...]


def import_files(
    store: Store, files: Sequence[Path], form: str = "auto", *, strict: bool = False
) -> list[Imported]:
    """Saves the rubrics of the files. All are read before any is saved.

    Raises InputError as `read_rubric_file` does, and with `strict` where something does not come along.
    """
    read = [(file, read_rubric_file(file, form)) for file in files]
    notes = [text for _, found in read for text in found.notes]
    if strict and notes:
        raise InputError(f"nothing was imported: {'; '.join(notes)}", "leave --strict out to import the rest")
    return [_saved(store, file, found) for file, found in read]


def _saved(store: Store, file: Path, found: ReadFile) -> Imported:
    rubrics = [_imported(rubric, file) for rubric in found.rubrics]
    ids = tuple(rubric.id for rubric in rubrics)
    return Imported(
        file=str(file),
        form=found.form,
        ids=ids,
        criteria=sum(len(rubric.criteria) for rubric in rubrics),
        known=len(set(ids)) - store.import_rubrics(file.name, rubrics),
        notes=found.notes,
    )


def _imported(rubric: Rubric, file: Path) -> Rubric:
    """A rubric that only says it is from a file gets this one as its origin; other lineage is kept."""
    if rubric.provenance.source != "file":
        return rubric
    origin = rubric.provenance.model_copy(update={"source": "imported", "origin": file.name})
    return rubric.model_copy(update={"provenance": origin})


def rubrics_to_export(
    store: Store, ids: Sequence[str] = (), run: str | None = None, files: Sequence[str] = ()
) -> list[Rubric]:
    """The rubrics of these ids, of a run, or that were imported from files of these names; else all.

    Each once, in the order in which they were saved. Raises InputError where there is none.
    """
    if ids:
        found = [store.rubric(id).id for id in ids]
    elif run:
        found = store.run_rubrics(store.find_run(run).id)
    elif files:
        found = [id for file in files for id in _listed(store, _file_named(store, file))]
    else:
        found = _listed(store, None)
    if not found:
        raise InputError("there are no rubrics to export", "see: touchstone rubrics list")
    return [store.rubric(id) for id in dict.fromkeys(found)]


def _listed(store: Store, file: str | None) -> list[str]:
    count = store.count_rubrics(imported_from=file)
    return [info.id for info in reversed(store.list_rubrics(limit=max(1, count), imported_from=file))]


def _file_named(store: Store, name: str) -> str:
    """The name of an imported file, given by its name or path. Raises InputError."""
    known, base = store.import_files(), Path(name).name
    if base in known:
        return base
    near = get_close_matches(base, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "import it first: touchstone rubrics import FILE"
    raise InputError(f"no rubrics were imported from {name!r}", hint)
