"""What an engine is asked and what it answers: requests, distributions, counters. No llama.cpp in here."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Label:
    """An outcome the judge may choose: its `name` in results and the words that spell it in the model's answer.

    Each of the `spellings` counts by its exact token sequence; the first is the canonical one, which another label's
    must not equal. The engine adds the variants (leading space, other case for words) that are a single token.
    """

    name: str
    spellings: tuple[str, ...]


PAIR_LABELS = (Label("A", ("A",)), Label("B", ("B",)), Label("tie", ("Tie",)))
"""The outcomes of comparing two responses, or two rubrics."""


@dataclass(frozen=True, slots=True)
class Writing:
    """Text to generate before (or instead of) reading labels.

    `grammar` is GBNF with a rule `root`. `then` is put after the written text, before labels are read.
    `temperature` 0 is greedy. `stop`: how the text must end, else no labels are read after it (the grammar ends it
    there: engine.stop_grammar).
    """

    grammar: str
    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    then: str = ""
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model: a single user message, in pieces, and how to read the answer.

    `content`: the message's text, cut where data begins and ends. Every piece is untrusted and is tokenised by
    itself, so no piece can change another's token ids. The first and last characters must not be white space.
    `start`: text put after the template's answer prefix ("Reason:"). `cut`: the piece that may lose its middle when
    the request is over-long and the engine was told to truncate. `written`: untrusted text that the answer is taken
    to go on with after `start`, as another model wrote it. `scored`: the pieces of `content` whose tokens are to be
    predicted too (Answer.surprise).
    """

    content: tuple[str, ...]
    labels: tuple[Label, ...] = ()
    writing: Writing | None = None
    start: str = ""
    cut: int | None = None
    written: str = ""
    scored: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Distribution:
    """The next-token distribution over the labels: `probabilities` sum to 1, in the labels' order.

    `label_mass` is the probability the labels held together before that; `entropy` (nats) is of the whole
    vocabulary at the verdict's first token.
    """

    probabilities: dict[str, float]
    label_mass: float
    entropy: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gave. `finish` is "stop" or "length" for written text. `truncated` counts tokens cut out.

    `written_entropy`: the mean entropy (nats) over the tokens of the text that was written, or given as written.
    `surprise`: the mean of -ln p (nats) over the tokens of the scored pieces.
    """

    distribution: Distribution | None = None
    text: str | None = None
    finish: str | None = None
    truncated: int = 0
    written_entropy: float | None = None
    surprise: float | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A request that has no answer, and why (one line a user understands)."""

    reason: str


@dataclass(slots=True)
class Counters:
    """The counters of DESIGN: the same names everywhere. `seconds` is wall time."""

    verdicts: int = 0
    unscored: int = 0
    tokens_total: int = 0
    tokens_distinct: int = 0
    tokens_computed: int = 0
    tokens_generated: int = 0
    cached: int = 0
    seconds: float = 0.0

    def add(self, other: "Counters") -> None:
        """Adds the other's counts to these."""
        for field in fields(self):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))

    def as_dict(self) -> dict[str, int | float]:
        """The counters by name, seconds rounded to milliseconds."""
        return {
            field.name: round(getattr(self, field.name), 3)
            if field.name == "seconds"
            else getattr(self, field.name)
            for field in fields(self)
        }


@dataclass(frozen=True, slots=True)
class UnitAnswers:
    """The answers to one unit's requests, in their order, and what they cost."""

    index: int
    answers: tuple[Answer | Failure, ...]
    counters: Counters


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """A loaded model as the engine sees it. `fingerprint` covers all that could change an answer to a request.

    `gpu_layers` of its `layers` lie on a graphics card.
    """

    fingerprint: str
    description: str
    n_ctx: int
    n_vocab: int
    parameters: int
    weights_bytes: int
    context_bytes: int
    layers: int = 0
    gpu_layers: int = 0


class Engine(Protocol):
    """A loaded model that answers requests. One thread at a time."""

    @property
    def info(self) -> EngineInfo: ...

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        """(tokens_total, tokens_distinct) of the requests' prompts. Decodes nothing."""
        ...

    def added(self, requests: Sequence[Request]) -> list[int]:
        """Of each request in turn, the distinct prompt tokens that it adds to those before it. Decodes nothing."""
        ...

    def run(
        self,
        units: Sequence[Sequence[Request]],
        stop: threading.Event,
        also: Mapping[int, Sequence[Request]] = {},
    ) -> Iterator[UnitAnswers]:
        """Answers the units in order, sharing every common prefix, also between units.

        A unit is answered whole, in decodes of its own, so that its answers do not depend on which other units run.
        `also`: requests whose answers are known, by the number of their unit (negative: one that is not in `units`).
        They are not answered again, but shape what is shared: with them a resumed run batches its tokens as an
        undisturbed one does, as far as what is shared fits into the cache, and is equal to it up to rounding.
        Raises Interrupted within a second of `stop` being set.
        """
        ...

    def close(self) -> None: ...
