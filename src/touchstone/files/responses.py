"""The responses of a row in any of the accepted forms, each with its labels and rubric."""

from dataclasses import dataclass
from typing import Any

from touchstone.domain.dataset import Preference, ScoreLabel
from touchstone.domain.rubric import Rubric
from touchstone.files.criteria import read_row_rubric
from touchstone.files.fields import Fields, read_fields
from touchstone.files.labels import read_annotators, read_preference, read_score, read_span


@dataclass(slots=True)
class RowResponse:
    """A response of a row. `own_id` is the id the file gives it; `fault`: why its text cannot be judged."""

    id: str
    text: str
    system: str | None = None
    own_id: str | None = None
    rubric: Rubric | None = None
    label: ScoreLabel | None = None
    fault: str | None = None


@dataclass(slots=True)
class RowPair:
    """The preference between the row's two responses."""

    label: Preference | None
    annotators: tuple[str, ...]


@dataclass(slots=True)
class RowResponses:
    """What a row says about responses. `rubric` is for all of them together; their own are in each."""

    responses: list[RowResponse]
    pair: RowPair | None = None
    rubric: Rubric | None = None
    unknown: tuple[str, ...] = ()


_FORMS = {
    "responses": ("responses",),
    "pair": ("response_a", "response_b"),
    "chosen": ("chosen", "rejected"),
    "response": ("response",),
}


def read_responses(fields: Fields, row_id: str, said: str | None, origin: str) -> RowResponses:
    """The row's responses. `said`: the one that closes its messages; `origin`: the file's name.

    Raises InputError for several forms at once, half a pair, and a label or misspelt field without response.
    """
    span = read_span(fields)
    value = fields.nested("rubric", dict)
    rubric = None if value is None else read_row_rubric(fields, value, span, origin)
    forms = [form for form, names in _FORMS.items() if fields.filled(*names)]
    if len(forms) + (said is not None) > 1:
        given = [name for form in forms for name in _FORMS[form]] + ["the assistant's message"] * (
            said is not None
        )
        raise fields.refuse("gives responses in several forms at once", f"keep one of: {', '.join(given)}")
    if forms == ["responses"]:
        return _listed(fields, row_id, rubric, span, origin)
    if forms in (["pair"], ["chosen"]):
        return _paired(fields, row_id, rubric, _FORMS[forms[0]])
    text = fields.text("response") if said is None else said
    if text is None:
        _refuse_lost_response(fields)
        return RowResponses([], rubric=rubric)
    own_id = fields.name("response_id")
    label = read_score(fields, rubric, span, row_id)
    return RowResponses([RowResponse(own_id or row_id, text, fields.name("system"), own_id, rubric, label)])


def _listed(
    fields: Fields, row_id: str, rubric: Rubric | None, span: tuple[float, float] | None, origin: str
) -> RowResponses:
    """The responses of a list; where there are two, the row's label may be a preference between them."""
    read = RowResponses([], rubric=rubric)
    for number, item in enumerate(fields.nested("responses", list), start=1):
        own = read_fields(f"{fields.place}, response {number}", _object(fields, item))
        text = own.text("response")
        if text is None:
            raise own.refuse("no response", own.nearest("response") or 'give it a field "response"')
        own_span = read_span(own) or span
        value = own.nested("rubric", dict)
        own_rubric = None if value is None else read_row_rubric(own, value, own_span, origin)
        own_id = own.name("id") or own.name("response_id")
        label = read_score(own, own_rubric or rubric, own_span, row_id)
        id = own_id or f"{row_id}/{number}"
        read.responses.append(RowResponse(id, text, own.name("system"), own_id, own_rubric, label))
        read.unknown += own.aside()
    if len(read.responses) == 2 and fields.filled("label", "winner"):
        read.pair = RowPair(read_preference(fields), read_annotators(fields, preferences=True))
    return read


def _object(fields: Fields, item: Any) -> dict[str, Any]:
    if isinstance(item, str):
        return {"response": item}
    if not isinstance(item, dict):
        raise fields.refuse(
            "responses must be objects or texts", 'write them as [{"system": "...", "response": "..."}]'
        )
    return item


def _paired(fields: Fields, row_id: str, rubric: Rubric | None, names: tuple[str, ...]) -> RowResponses:
    responses = []
    for name, letter in zip(names, "ab", strict=True):
        text = fields.text(name)
        if text is None:
            remedy = fields.nearest(name) if name in ("response_a", "response_b") else ""
            raise fields.refuse(f"no {name}", remedy or f"give the row both {' and '.join(names)}")
        responses.append(RowResponse(f"{row_id}/{letter}", text, fields.name(f"system_{letter}")))
    label: Preference | None = "A" if "chosen" in names else read_preference(fields)
    return RowResponses(responses, RowPair(label, read_annotators(fields, preferences=True)), rubric)


def _refuse_lost_response(fields: Fields) -> None:
    """A row without a response is a prompt, unless a misspelt field or a label shows that one is missing."""
    hint = fields.nearest("response", "responses", "response_a", "response_b")
    labels = [name for name in ("score", "label", "winner") if fields.filled(name)]
    if hint or labels:
        reason = f"no response{' for its ' + labels[0] if labels else ''}"
        raise fields.refuse(reason, hint or 'give the row a field "response"')
