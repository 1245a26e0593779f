"""A row understood: its prompt, its responses and pair with their labels and rubric, and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from touchstone.domain.dataset import Preference, ScoreLabel
from touchstone.domain.rubric import Rubric
from touchstone.files.criteria import read_row_rubric
from touchstone.files.fields import Fields, read_fields
from touchstone.files.formats import RawRow
from touchstone.files.labels import read_annotators, read_preference, read_score, read_span
from touchstone.files.messages import read_messages
from touchstone.files.text import text_fault


@dataclass(slots=True)
class RowResponse:
    """A response of a row. `own_id` is the one that the file gives it; `fault`: why its text cannot be judged."""

    id: str
    text: str
    system: str | None = None
    own_id: str | None = None
    rubric: Rubric | None = None
    label: ScoreLabel | None = None
    fault: str | None = None


@dataclass(slots=True)
class RowPair:
    """The preference between the row's first two responses."""

    label: Preference | None
    annotators: tuple[str, ...]


@dataclass(slots=True)
class Row:
    """What a row says. `rubric` is for all its responses. `fault`: why nothing in it can be judged."""

    place: str
    id: str
    own_id: bool
    prompt: str
    system_prompt: str | None
    reference: str | None
    group: str | None
    subset: str | None
    responses: list[RowResponse] = field(default_factory=list)
    pair: RowPair | None = None
    rubric: Rubric | None = None
    fault: str | None = None
    unknown: tuple[str, ...] = ()


def read_row(raw: RawRow, origin: str) -> Row:
    """The row of a file (`origin`: its name). Raises InputError for a missing or malformed field."""
    fields = read_fields(raw.place, raw.fields)
    row, said = _frame(fields, raw.number)
    span = read_span(fields)
    value = fields.nested("rubric", dict)
    rubric = None if value is None else read_row_rubric(fields, value, span, origin)
    shapes = [
        name
        for name, parts in (
            ("responses", ("responses",)),
            ("pair", ("response_a", "response_b")),
            ("chosen", ("chosen", "rejected")),
            ("response", ("response",)),
        )
        if any(fields.values.get(part, "") != "" for part in parts)
    ]
    if len(shapes) > 1:
        raise fields.refuse(
            "gives its responses in several forms at once", f"keep one of: {', '.join(fields.values)}"
        )
    shape = shapes[0] if shapes else ("response" if fields.has("response") or said is not None else "")
    if shape == "response":
        text = fields.text("response") if fields.has("response") else said
        row.responses = [_single(fields, row, text or "", rubric, span)]
    else:
        row.rubric = rubric
        if shape == "responses":
            _listed(fields, row, span, origin)
        elif shape:
            names = ("response_a", "response_b") if shape == "pair" else ("chosen", "rejected")
            _paired(fields, row, names)
        else:
            _refuse_lost_response(fields)
    _find_faults(row)
    return row


def _frame(fields: Fields, number: int) -> tuple[Row, str | None]:
    """The row without its responses, and the response that closes its messages, where there is one."""
    system_prompt, reference, said = fields.text("system_prompt"), fields.text("reference"), None
    source = "messages" if not fields.has("prompt") else "prompt"
    if source == "messages" or isinstance(fields.values["prompt"], list):
        messages = fields.nested(source, list)
        if not messages:
            raise fields.refuse(
                "no prompt", fields.nearest("prompt", "messages") or 'give the row a field "prompt"'
            )
        conversation = read_messages(fields, source, messages)
        prompt, said = conversation.prompt, conversation.response
        system_prompt = system_prompt or conversation.system_prompt
    else:
        prompt = fields.text("prompt") or ""
    own_id = fields.name("id")
    row = Row(
        place=fields.place,
        id=own_id or f"row-{number}",
        own_id=own_id is not None,
        prompt=prompt,
        system_prompt=system_prompt or None,
        reference=reference or None,
        group=fields.name("group"),
        subset=fields.name("subset"),
        unknown=fields.unknown,
    )
    return row, said


def _single(
    fields: Fields, row: Row, text: str, rubric: Rubric | None, span: tuple[float, float] | None
) -> RowResponse:
    own_id = fields.name("response_id")
    label = read_score(fields, rubric, span, row.id)
    return RowResponse(own_id or row.id, text, fields.name("system"), own_id, rubric, label)


def _listed(fields: Fields, row: Row, span: tuple[float, float] | None, origin: str) -> None:
    """The responses of a list; with exactly two, the row's label may be a preference between them."""
    for number, item in enumerate(fields.nested("responses", list) or [], start=1):
        place = f"{row.place}, response {number}"
        own = read_fields(place, {"response": item} if isinstance(item, str) else _object(fields, item))
        text = own.text("response")
        if text is None:
            raise own.refuse("no response", own.nearest("response") or 'give it a field "response"')
        row.unknown += own.unknown
        own_span = read_span(own) or span
        value = own.nested("rubric", dict)
        rubric = None if value is None else read_row_rubric(own, value, own_span, origin)
        own_id = own.name("id") or own.name("response_id")
        label = read_score(own, rubric or row.rubric, own_span, row.id)
        row.responses.append(
            RowResponse(own_id or f"{row.id}/{number}", text, own.name("system"), own_id, rubric, label)
        )
    if len(row.responses) == 2 and fields.has("label", "winner"):
        row.pair = RowPair(read_preference(fields), read_annotators(fields, preferences=True))


def _object(fields: Fields, item: Any) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise fields.refuse(
            "responses must be objects or texts", 'write them as [{"system": "...", "response": "..."}]'
        )
    return item


def _paired(fields: Fields, row: Row, names: tuple[str, str]) -> None:
    texts = [fields.text(name) for name in names]
    for name, other, text in zip(names, reversed(names), texts, strict=True):
        if text is None:
            raise fields.refuse(
                f"{other} without {name}", fields.nearest(name) or f"give the row both {name} and {other}"
            )
    row.responses = [
        RowResponse(f"{row.id}/{letter}", text or "", fields.name(f"system_{letter}"))
        for letter, text in zip("ab", texts, strict=True)
    ]
    label: Preference | None = "A" if names[0] == "chosen" else read_preference(fields)
    row.pair = RowPair(label, read_annotators(fields, preferences=True))


def _refuse_lost_response(fields: Fields) -> None:
    """A row without a response is a prompt; but not when a misspelt field or a label shows that one is missing."""
    hint = fields.nearest("response", "responses", "response_a", "response_b")
    labels = [name for name in ("score", "label", "winner") if fields.values.get(name, "") != ""]
    if hint or labels:
        reason = f"no response{' for its ' + labels[0] if labels else ''}"
        raise fields.refuse(reason, hint or 'give the row a field "response"')


def _find_faults(row: Row) -> None:
    row.fault = "the prompt is empty" if not row.prompt.strip() else text_fault("prompt", row.prompt)
    for name, text in (("system prompt", row.system_prompt), ("reference", row.reference)):
        row.fault = row.fault or text_fault(name, text or "")
    for response in row.responses:
        response.fault = text_fault("response", response.text)
