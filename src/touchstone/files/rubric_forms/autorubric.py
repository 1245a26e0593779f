"""autorubric's rubrics (delip/autorubric): criteria with options, alone, in sections, or with prompts in a dataset.

    [{"requirement", "weight", "name", "options": [{"label", "value", "na"}], "scale_type", "aggregation"}]
    {"rubric"|"sections": [{"criteria": [...]}]},  {"guidelines", "criteria": [...]}
    {"prompt", "rubric", "items": [{"prompt", "rubric", "submission", "description"}]}

Fields and their meaning: src/autorubric/types.py (Criterion, CriterionOption), rubric.py (Rubric), dataset.py
(RubricDataset) of that project.
"""

import re
from collections.abc import Sequence
from typing import Any

from touchstone.domain.rubric import Criterion, Rubric, Scale, ScaleLevel
from touchstone.errors import InputError
from touchstone.files.rubric_forms.document import Document
from touchstone.files.rubric_forms.reading import Reading, brief, criterion, listing, mapping, number, text
from touchstone.files.rubrics import FORM

DEFAULT_WEIGHT = 10.0
"""What autorubric gives a criterion without a weight."""
EXAMPLE = '{"requirement": "...", "weight": 10}'
_KEYS = ("requirement", "weight", "name", "options", "scale_type", "aggregation")
_DATASET = ("name", "prompt", "rubric", "items", "reference_submission")
_ITEM = ("prompt", "rubric", "submission", "description", "ground_truth", "reference_submission")
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,3}")


def fits(document: Document) -> bool:
    """Whether the document looks like this form."""
    first = document.first
    if not isinstance(first, dict) or FORM in first:
        return False
    if isinstance(document.value, list):
        return "requirement" in first or isinstance(first.get("criteria"), list)
    held = [first.get(key) for key in ("criteria", "sections", "rubric", "items")]
    return any(isinstance(each, list | dict) for each in held)


def read(document: Document) -> Reading:
    """The rubrics of the document. Raises InputError with the place."""
    reading = Reading(document.path.name)
    value, path = document.value, document.path
    if isinstance(value, dict) and ("items" in value or "prompt" in value):
        _read_dataset(reading, value, str(path))
    else:
        reading.add(criteria_of(reading, value, document), None, str(path))
    return reading


def _read_dataset(reading: Reading, value: dict[str, Any], where: str) -> None:
    """A dataset: its own rubric, and those that items have of their own or for prompts of their own."""
    reading.known(value, _DATASET, where)
    prompt = text(value, "prompt", where, optional=True)
    common = value.get("rubric")
    items = value.get("items") or []
    if not isinstance(items, list):
        raise InputError(f"{where}: items must be a list, not {brief(items)}", "correct it")
    own_prompts = False
    added: list[tuple[Any, str, str]] = []
    for place, found in enumerate(items, start=1):
        at = f"{where}, item {place}"
        item = mapping(
            found, at, '{"prompt": "...", "rubric": [...], "submission": "...", "description": "..."}'
        )
        reading.known(item, _ITEM, at)
        if item.get("submission"):
            reading.note("submissions and their labels are data, not rubrics: they are left out", at)
        own_prompts = own_prompts or bool(item.get("prompt"))
        if item.get("rubric") is not None:
            added.append((item["rubric"], text(item, "prompt", at, optional=True) or prompt, at))
    if common is not None:
        added.insert(0, (common, "" if own_prompts else prompt, where))
    if not added:
        raise InputError(f"{where}: neither the dataset nor an item has a rubric", 'give it a "rubric"')
    for rubric, about, at in added:
        reading.add(criteria_of(reading, rubric, at), about, at)


def criteria_of(reading: Reading, value: Any, where: Document | str) -> list[Criterion]:
    """The criteria of a rubric in any of the containers: a list, sections, or an object around them."""
    path = where if isinstance(where, str) else str(where.path)
    while isinstance(value, dict):
        inner = next((key for key in ("rubric", "sections", "criteria") if key in value), None)
        if inner is None:
            raise InputError(
                f"{path}: a rubric must have criteria, not {brief(value)}", f"write it as [{EXAMPLE}, ...]"
            )
        if value.get("guidelines"):
            reading.note(
                "guidelines for the whole rubric are left out: no question to the judge has them", path
            )
        reading.known(value, (inner, "guidelines"), path)
        value = value[inner]
    criteria: list[Criterion] = []
    for place, item in enumerate(listing(value, path, "a rubric")):
        at = where.place(place, "item") if isinstance(where, Document) and where.value is value else path
        if isinstance(item, dict) and "criteria" in item:
            reading.known(item, ("criteria",), f"{at}, section {place + 1}")
            inside = listing(item["criteria"], f"{at}, section {place + 1}", "criteria")
        else:
            inside = [item]
        for each in inside:
            criteria.append(_criterion(reading, each, f"{at}, criterion {len(criteria) + 1}"))
    return criteria


def _criterion(reading: Reading, value: Any, where: str) -> Criterion:
    item = mapping(value, where, EXAMPLE)
    said = text(item, "requirement", where)
    reading.known(item, _KEYS, where)
    if item.get("aggregation") is not None:
        reading.note("how judges are to be aggregated is left out: a jury here averages probabilities", where)
    return criterion(
        where,
        said,
        weight=number(item, "weight", where, DEFAULT_WEIGHT),
        name=text(item, "name", where, optional=True),
        scale=None if item.get("options") is None else _scale(reading, item, where),
    )


def _scale(reading: Reading, item: dict[str, Any], where: str) -> Scale:
    """The options as levels in rising order of their value. One that means "not applicable" is left out."""
    options: list[tuple[str, float]] = []
    for place, found in enumerate(listing(item["options"], where, "options"), start=1):
        at = f"{where}, option {place}"
        option = mapping(found, at, '{"label": "...", "value": 0.5}')
        reading.known(option, ("label", "value", "na"), at)
        label = text(option, "label", at)
        if option.get("na") is True:
            reading.note(
                "an option for what is not applicable is left out: the judge is always offered one", at
            )
            continue
        value = number(option, "value", at)
        if not 0 <= value <= 1:
            raise InputError(
                f"{at}: the value {value:g} is not between 0 and 1", "give it its share of the score"
            )
        options.append((label.strip(), value))
    if len(options) < 2:
        raise InputError(f"{where}: fewer than two options to choose between", "give it at least two")
    kind = item.get("scale_type", "ordinal")
    if kind not in ("ordinal", "nominal"):
        raise InputError(f"{where}: scale_type {brief(kind)}", "use ordinal or nominal")
    if kind == "nominal":
        reading.note("options without an order are read as levels, in the order of their values", where)
    rising = sorted(options, key=lambda option: option[1])
    if rising != options:
        reading.note("options are put into the order of their values", where)
    return _levels([label for label, _ in rising], [value for _, value in rising])


def _levels(labels: Sequence[str], values: Sequence[float]) -> Scale:
    """Labels that are rising whole numbers are the levels' numbers; others describe levels 1, 2, ..."""
    numbers = [int(label) for label in labels if _NUMBER.fullmatch(label)]
    if len(numbers) == len(labels) and numbers == sorted(set(numbers)):
        described = [""] * len(labels)
    else:
        numbers = list(range(1, len(labels) + 1))
        described = [
            "" if label == str(place) else label for place, label in zip(numbers, labels, strict=True)
        ]
    evenly = Scale(kind="ordinal", levels=tuple(ScaleLevel(value=value) for value in numbers)).scores()
    scores: Sequence[float | None] = [None] * len(labels) if list(values) == evenly else values
    levels = zip(numbers, described, scores, strict=True)
    return Scale(
        kind="ordinal",
        levels=tuple(ScaleLevel(value=value, description=said, score=score) for value, said, score in levels),
    )


def value_of(rubrics: Sequence[Rubric]) -> Any:
    """The rubrics as autorubric reads them: a single one as its list of criteria, with a prompt as a dataset of
    no items (which both its loaders read), several as the items of a dataset, with empty submissions.
    """
    if len(rubrics) == 1:
        criteria = [criterion_value(each) for each in rubrics[0].criteria]
        return (
            {"prompt": rubrics[0].prompt, "rubric": criteria, "items": []} if rubrics[0].prompt else criteria
        )
    items = [
        {
            "submission": "",
            "description": "",
            "prompt": rubric.prompt or "",
            "rubric": [criterion_value(each) for each in rubric.criteria],
        }
        for rubric in rubrics
    ]
    return {"rubric": None, "items": items}


def criterion_value(given: Criterion) -> dict[str, Any]:
    """The criterion as autorubric has it."""
    value: dict[str, Any] = {"name": given.name} if given.name else {}
    value |= {"weight": given.weight, "requirement": given.text}
    if given.scale.kind == "ordinal":
        value["scale_type"] = "ordinal"
        value["options"] = [
            {"label": level.description or str(level.value), "value": score}
            for level, score in zip(given.scale.levels, given.scale.scores(), strict=True)
        ]
    return value
