"""Datasets: samples, their responses and pairs, and the labels that people gave."""

from typing import Literal

from pydantic import Field

from touchstone.domain.base import Value
from touchstone.domain.rubric import Rubric

Preference = Literal["A", "B", "tie"]


class ScoreLabel(Value):
    """A person's score of one response, on the scale score_min..score_max; for one criterion where given.

    `text`: the label in words, where the file has one beside the score. `subset`: that of the row it came from.
    """

    score: float = Field(allow_inf_nan=False)
    score_min: float = Field(default=0.0, allow_inf_nan=False)
    score_max: float = Field(default=1.0, allow_inf_nan=False)
    criterion_id: str | None = None
    row_id: str = ""
    annotators: tuple[str, ...] = ()
    text: str | None = None
    subset: str | None = None

    @property
    def share(self) -> float:
        """The score in 0..1 of its scale."""
        return (self.score - self.score_min) / (self.score_max - self.score_min)


class Response(Value):
    """One answer to the prompt. `rubric` is the row's own, where the file carries one."""

    id: str
    text: str
    system: str | None = None
    rubric: Rubric | None = None
    labels: tuple[ScoreLabel, ...] = ()


class Pair(Value):
    """Two responses of one sample (by id) and the preference a person gave, in the file's A and B."""

    id: str
    a: str
    b: str
    label: Preference | None = None
    annotators: tuple[str, ...] = ()
    subset: str | None = None


class Sample(Value):
    """A prompt with its responses: rows of equal system prompt, prompt and reference are one sample.

    `group` is what statistics resample and split by (equal prompts share it). `subset` is what all rows agree on.
    """

    id: str
    prompt: str
    responses: tuple[Response, ...] = ()
    pairs: tuple[Pair, ...] = ()
    reference: str | None = None
    system_prompt: str | None = None
    group: str
    subset: str | None = None
    rubric: Rubric | None = None
    """The rubric the file gives for the whole sample (pairs and prompts), where it carries one."""

    def response(self, response_id: str) -> Response:
        """The response of that id. Raises KeyError."""
        for response in self.responses:
            if response.id == response_id:
                return response
        raise KeyError(response_id)


class Dataset(Value):
    """A file's samples in file order. `digest` is the SHA-256 of what was read; `unknown_fields` were kept aside."""

    path: str
    digest: str
    samples: tuple[Sample, ...]
    rows: int
    unknown_fields: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    """(row id, reason) of texts that cannot be judged: they become unscored, the rest of the run goes on."""
