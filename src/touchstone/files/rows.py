"""A row understood: its prompt, its responses with labels and rubric, and what is wrong with its texts."""

from dataclasses import dataclass

from touchstone.files.fields import Fields, read_fields
from touchstone.files.formats import RawRow
from touchstone.files.messages import read_messages
from touchstone.files.responses import RowResponses, read_responses
from touchstone.files.text import text_fault


@dataclass(frozen=True, slots=True)
class Row:
    """What a row says. `fault`: why nothing in it can be judged. `unknown`: fields that were kept aside."""

    place: str
    id: str
    prompt: str
    system_prompt: str | None
    reference: str | None
    group: str | None
    subset: str | None
    content: RowResponses
    fault: str | None
    unknown: tuple[str, ...]


def read_row(raw: RawRow, origin: str) -> Row:
    """The row of a file (`origin`: its name). Raises InputError for a missing or malformed field."""
    fields = read_fields(raw.place, raw.fields)
    prompt, system_prompt, said = _prompt(fields)
    reference = fields.text("reference") or None
    row_id = fields.name("id") or f"row-{raw.number}"
    content = read_responses(fields, row_id, said, origin)
    for response in content.responses:
        response.fault = text_fault("response", response.text)
    return Row(
        place=fields.place,
        id=row_id,
        prompt=prompt,
        system_prompt=system_prompt,
        reference=reference,
        group=fields.name("group"),
        subset=fields.name("subset"),
        content=content,
        fault=_fault(prompt, system_prompt, reference),
        unknown=(*fields.aside(), *content.unknown),
    )


def _prompt(fields: Fields) -> tuple[str, str | None, str | None]:
    """(prompt, system prompt, the response that closes the messages, where there is one)."""
    system_prompt = fields.text("system_prompt") or None
    if fields.has("prompt") and not isinstance(fields.values["prompt"], list):
        return fields.text("prompt") or "", system_prompt, None
    source = "prompt" if fields.has("prompt") else "messages"
    messages = fields.nested(source, list)
    if not messages:
        hint = fields.nearest("prompt", "messages")
        raise fields.refuse("no prompt", hint or 'give the row a field "prompt"')
    conversation = read_messages(fields, source, messages)
    return conversation.prompt, system_prompt or conversation.system_prompt, conversation.response


def _fault(prompt: str, system_prompt: str | None, reference: str | None) -> str | None:
    if not prompt.strip():
        return "the prompt is empty"
    return (
        text_fault("prompt", prompt)
        or text_fault("system prompt", system_prompt or "")
        or text_fault("reference", reference or "")
    )
