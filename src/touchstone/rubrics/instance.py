"""Instance-level rubrics: what is asked of the generator for one prompt, and the rubric its answer gives."""

from collections.abc import Sequence
from functools import cache

from touchstone.domain.dataset import Sample
from touchstone.domain.engine import Answer, Failure, Request, Writing
from touchstone.domain.rubric import Criterion, Provenance, Rubric, RubricLevel
from touchstone.engine.grammar import json_grammar
from touchstone.rubrics.parse import parse_criteria
from touchstone.rubrics.prompts import PROMPT_VERSION, RUBRIC_SCHEMA, instance_content
from touchstone.rubrics.similarity import without_near_duplicates

TEMPERATURE = 0.0
MAX_TOKENS = 1024
"""Ends the longest list the grammar allows (8 x 240 characters) at two characters a token or more."""


@cache
def rubric_writing(seed: int, temperature: float = TEMPERATURE) -> Writing:
    """How a rubric is written: JSON under a grammar, greedy at temperature 0."""
    return Writing(json_grammar(RUBRIC_SCHEMA), MAX_TOKENS, temperature, seed)


def generated_by(
    generator: str,
    generator_hash: str,
    seed: int,
    *,
    demo_model: bool,
    origin: str | None = None,
    temperature: float = TEMPERATURE,
) -> Provenance:
    """The provenance of a rubric that the generator of that name and file hash writes."""
    return Provenance(
        source="generated",
        generator=generator,
        generator_hash=generator_hash,
        prompt_version=PROMPT_VERSION,
        seed=seed,
        temperature=temperature,
        demo_model=demo_model,
        origin=origin,
    )


def instance_request(
    sample: Sample,
    *,
    seed: int,
    contrast: Sequence[str] = (),
    covered: Sequence[str] = (),
    temperature: float = TEMPERATURE,
) -> Request:
    """Asks for the rubric of the sample's prompt. `contrast` and `covered` are as in `instance_content`."""
    content = instance_content(sample, contrast, covered)
    after_prompt = 2 * bool(sample.reference) + 2 * len(contrast) + 1
    writing = rubric_writing(seed, temperature)
    return Request(content, writing=writing, cut=len(content) - 1 - after_prompt)


def instance_rubric(
    sample: Sample, answer: Answer | Failure, provenance: Provenance, *, covered: Sequence[str] = ()
) -> Rubric | Failure:
    """The rubric in the answer, without near-duplicates of the `covered` dataset-level criteria."""
    texts = parse_criteria(answer)
    if isinstance(texts, Failure):
        return texts
    texts = without_near_duplicates(texts, covered)
    if not texts:
        return Failure("the generator only repeated the dataset-level criteria")
    criteria = tuple(Criterion(text=text, level=RubricLevel.INSTANCE) for text in texts)
    return Rubric(level=RubricLevel.INSTANCE, criteria=criteria, prompt=sample.prompt, provenance=provenance)


def combined(common: Rubric, special: Rubric | None) -> tuple[Criterion, ...]:
    """The criteria of level "both": the dataset-level ones, then what the prompt adds (nothing: None)."""
    known = {criterion.id for criterion in common.criteria}
    added = special.criteria if special else ()
    return (*common.criteria, *(criterion for criterion in added if criterion.id not in known))
