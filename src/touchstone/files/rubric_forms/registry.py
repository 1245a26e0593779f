"""The forms of rubric files, by name: how each is recognised, read and written."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from touchstone.domain.rubric import Rubric
from touchstone.errors import InputError
from touchstone.files.rubric_forms import autorubric, healthbench, lists, markdown, own, prometheus, weighted
from touchstone.files.rubric_forms.document import KINDS, Document, parse, read_document
from touchstone.files.rubric_forms.losses import losses
from touchstone.files.rubric_forms.reading import Reading
from touchstone.files.rubric_forms.yaml_text import dump_yaml


@dataclass(frozen=True, slots=True)
class Form:
    """A form: what shows it, in words, the endings of its files (the first is the usual one), and its functions.

    `value` gives what is written as JSON or YAML; a form whose files are otherwise gives its `text` instead.
    """

    shows: str
    endings: tuple[str, ...]
    fits: Callable[[Document], bool]
    read: Callable[[Document], Reading]
    value: Callable[[Sequence[Rubric]], Any] | None = None
    text: Callable[[Sequence[Rubric], str], str] | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a rubric file gave. `notes`: what did not come along, or came otherwise, in words."""

    form: str
    rubrics: tuple[Rubric, ...]
    notes: tuple[str, ...]


FORMS: dict[str, Form] = {
    "touchstone": Form('a "touchstone" key', (".json", ".jsonl"), own.fits, own.read, text=own.text_of),
    "autorubric": Form(
        'a list of criteria with a "requirement", or one in sections',
        (".json", ".yaml", ".yml"),
        autorubric.fits,
        autorubric.read,
        value=autorubric.value_of,
    ),
    "healthbench": Form(
        'rows with "rubrics"',
        (".jsonl",),
        healthbench.fits,
        healthbench.read,
        text=lambda rubrics, _: healthbench.rows_of(rubrics),
    ),
    "prometheus": Form(
        '"criteria" with "score1_description", or rows with a "score_rubric"',
        (".json",),
        prometheus.fits,
        prometheus.read,
        value=prometheus.value_of,
    ),
    "rubric": Form(
        'a list of nothing but "weight" and "requirement"',
        (".json", ".yaml", ".yml"),
        weighted.fits,
        weighted.read,
        value=weighted.value_of,
    ),
    "lists": Form("prompts with numbered lists", (".json",), lists.fits, lists.read, value=lists.value_of),
    "markdown": Form(
        "plain text (.md, .markdown, .txt)",
        (".md", ".markdown", ".txt"),
        markdown.fits,
        markdown.read,
        text=lambda rubrics, _: markdown.text_of(rubrics),
    ),
}
"""The forms by their names. Where one form's files could be another's too, the one that says less comes first."""


def read_rubric_file(path: Path, form: str = "auto") -> ReadFile:
    """The rubrics of a file in a form, or in the one that it shows ("auto").

    Raises InputError, with the place in the file, for what is malformed, and for a form that is not known.
    """
    return _read(read_document(path), form)


def _read(document: Document, form: str) -> ReadFile:
    name = _recognised(document) if form == "auto" else form
    reads_text = name == "markdown"
    if reads_text != (document.kind == "text"):
        kinds = [ending for ending, kind in KINDS.items() if (kind == "text") == reads_text]
        raise InputError(
            f"{document.path} is not a file of the form {name}", f"its files end in {', '.join(kinds)}"
        )
    reading = FORMS[name].read(document)
    return ReadFile(name, tuple(reading.rubrics), reading.notes)


def _recognised(document: Document) -> str:
    found = [name for name, form in FORMS.items() if form.fits(document)]
    if found == ["autorubric", "rubric"]:
        return "rubric"
    if len(found) == 1:
        return found[0]
    said = f"could be {' or '.join(found)}" if found else "no form of rubrics is recognised"
    looked = "; ".join(f"{name}: {form.shows}" for name, form in FORMS.items())
    raise InputError(f"{document.path}: {said}", f"name it with --format. Looked for {looked}")


def rubric_text(rubrics: Sequence[Rubric], form: str, ending: str | None = None) -> tuple[str, list[str]]:
    """(a file's text with the rubrics in that form, what the form could not carry). `ending`: that of the file.

    Raises InputError for an ending that the form's files do not have, and for rubrics that it cannot hold at all.
    """
    writer = FORMS[form]
    ending = ending or writer.endings[0]
    if ending not in writer.endings:
        raise InputError(
            f"the form {form} has no files that end in {ending or 'nothing'}",
            f"use {' or '.join(writer.endings)}",
        )
    text = _written(writer, rubrics, ending)
    try:
        back = _read(parse(Path(f"the export{ending}"), text), form)
    except InputError as error:
        raise InputError(
            f"the form {form} cannot hold these rubrics: {error.message}", error.remedy
        ) from error
    return text, losses(rubrics, back.rubrics)


def _written(writer: Form, rubrics: Sequence[Rubric], ending: str) -> str:
    if writer.text is not None:
        return writer.text(rubrics, ending)
    assert writer.value is not None
    value = writer.value(rubrics)
    if KINDS[ending] == "yaml":
        if not isinstance(value, list):
            raise InputError(
                "this form has prompts, and several rubrics, in JSON alone",
                "choose a file that ends in .json",
            )
        return dump_yaml(value)
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
