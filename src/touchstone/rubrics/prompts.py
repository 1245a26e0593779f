"""The generator's prompts and the JSON form of its answer."""

from collections.abc import Sequence
from typing import Any

from touchstone.domain.dataset import Sample

PROMPT_VERSION = "generator-1"

MAX_CRITERIA = 8
MAX_CRITERION_CHARS = 240

RUBRIC_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "criteria": {
            "type": "array",
            "items": {"type": "string", "minLength": 8, "maxLength": MAX_CRITERION_CHARS},
            "minItems": 3,
            "maxItems": MAX_CRITERIA,
        }
    },
    "required": ["criteria"],
    "additionalProperties": False,
}
"""The form of a generated rubric: {"criteria": ["The response ...", ...]}."""

_FORM = (
    "Each criterion is one sentence about the response, asks one thing, and can be checked from the response "
    'alone. Answer in JSON: {"criteria": ["...", "..."]}\n\n'
)
_INSTANCE = "Write a rubric for judging responses to a prompt: 3 to 8 criteria that this prompt asks for. "
_NO_ANSWER = "Do not state the answer to the prompt yourself. "
_DATASET = (
    "Write a rubric for judging responses to prompts like those below: 3 to 8 criteria that every response "
    "owes, whatever the prompt. "
)


def instance_content(
    sample: Sample, contrast: Sequence[str] = (), covered: Sequence[str] = ()
) -> tuple[str, ...]:
    """The message that asks for an instance-level rubric.

    `contrast`: responses that differ in quality, to find what tells them apart. `covered`: dataset-level
    criteria that need not be repeated. A reference, where the sample has one, allows criteria that state the
    answer.
    """
    pieces = [_INSTANCE + ("" if sample.reference else _NO_ANSWER) + _FORM]
    if covered:
        pieces += ["### Already covered\n", *(f"- {text}\n" for text in covered), "\n"]
    if sample.system_prompt:
        pieces += ["### System prompt\n", sample.system_prompt, "\n\n"]
    pieces += ["### Prompt\n", sample.prompt]
    if sample.reference:
        pieces += ["\n\n### Reference answer\n", sample.reference]
    for number, text in enumerate(contrast, start=1):
        pieces += [f"\n\n### Response {number}\n", text]
    return (*pieces, "\n\n### Rubric")


def dataset_content(prompts: Sequence[str]) -> tuple[str, ...]:
    """The message that asks for criteria common to a part of a dataset."""
    pieces = [_DATASET + _FORM]
    for number, prompt in enumerate(prompts, start=1):
        pieces += [f"### Prompt {number}\n", prompt, "\n\n"]
    return (*pieces, "### Rubric")
