"""Constrained generation, alone and side by side, and verdicts after a written reason."""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.conftest import MakeEngine, Plain, answers, ask
from tests.engine.questions import SENTENCE, YES_NO, question
from touchstone.domain.engine import Answer, Label, Request, Writing
from touchstone.engine import json_grammar
from touchstone.engine.prompts import Prompt

RUBRIC = {
    "type": "object",
    "properties": {
        "criteria": {
            "type": "array",
            "items": {"type": "string", "minLength": 2, "maxLength": 8},
            "minItems": 1,
            "maxItems": 3,
        }
    },
    "required": ["criteria"],
    "additionalProperties": False,
}


def task(number: int, temperature: float = 0.8, max_tokens: int = 80) -> Request:
    writing = Writing(json_grammar(RUBRIC), max_tokens, temperature, seed=number)
    return Request(("Write a rubric.\n", "### Prompt\n", f"state {number} " * (1 + number % 3)), (), writing)


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba", "jamba"])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_what_is_written_parses(engine: MakeEngine, arch: str, temperature: float) -> None:
    """Random weights know no JSON: the grammar alone makes it."""
    for answer in answers(engine(arch, "bpe"), [task(number, temperature) for number in range(6)]):
        assert answer.finish == "stop"
        assert answer.text
        criteria = json.loads(answer.text)["criteria"]
        assert 1 <= len(criteria) <= 3
        assert all(2 <= len(text) <= 8 for text in criteria)


def test_alone_as_side_by_side(engine: MakeEngine) -> None:
    one = engine()
    tasks = [task(number) for number in range(8)]
    together = answers(one, tasks)
    assert [answers(one, [request])[0].text for request in tasks] == [answer.text for answer in together]
    assert [answer.text for answer in answers(one, tasks[4:], tasks[:4])] == [
        answer.text for answer in (*together[4:], *together[:4])
    ]


def test_a_small_budget_writes_the_same(engine: MakeEngine) -> None:
    tasks = [task(number) for number in range(8)]
    large, small = engine(), engine(n_ctx=250, kv_cells=512)
    assert [a.text for a in answers(small, tasks)] == [a.text for a in answers(large, tasks)]


def test_seed_and_temperature(engine: MakeEngine) -> None:
    one = engine()
    request = task(1)
    assert request.writing
    other_seed = replace(request, writing=replace(request.writing, seed=99))
    first, again, other = answers(one, [request, request, other_seed])
    assert first.text == again.text != other.text


def test_length_is_reported(engine: MakeEngine) -> None:
    (unit,) = ask(engine(), [task(0, max_tokens=3)])
    answer = unit.answers[0]
    assert isinstance(answer, Answer)
    assert answer.finish == "length"
    assert unit.counters.tokens_generated == 3


def test_reasons_and_direct_verdicts_share_their_prompt(engine: MakeEngine) -> None:
    one = engine()
    requests = [
        request
        for number in range(3)
        for request in (question(0, criterion=number), question(0, criterion=number, writing=SENTENCE))
    ]
    (unit,) = ask(one, requests)
    cost = unit.counters
    assert cost.tokens_computed == cost.tokens_distinct
    assert (cost.tokens_total, cost.tokens_distinct) == one.count(requests)
    assert cost.tokens_generated > 3
    for request, answer in zip(requests, unit.answers, strict=True):
        assert isinstance(answer, Answer)
        assert answer.distribution
        assert (answer.text is None) == (request.writing is None)


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba", "jamba"])
def test_verdict_after_a_reason(engine: MakeEngine, plain: Callable[..., Plain], arch: str) -> None:
    """It equals scoring prompt, reason and verdict start in one text (the grammar leaves no choice of tokens)."""
    one = engine(arch, "bpe")
    labels = (*YES_NO, Label("ten", ("10",)), Label("one", ("1",)))
    request = replace(question(0), labels=labels, writing=Writing('root ::= "!?!"', 10, then=" is"))
    (answer,) = answers(one, [request])
    assert (answer.text, answer.finish) == ("!?!", "stop")
    prompt = one._prompter.prompt(request)
    assert isinstance(prompt, Prompt)
    assert prompt.labels
    written = one._model.vocab.tokenize("!?!", special=False)
    tokens = [*prompt.tokens, *written, *prompt.then]
    decoder = plain(arch, "bpe")
    logs = {
        prefix: np.log(decoder.probabilities([*tokens, *prefix])[list(wanted)])
        for prefix, wanted in prompt.labels.wanted.items()
    }
    probabilities, mass = prompt.labels.combine(logs)
    assert answer.distribution
    assert answer.distribution.probabilities == pytest.approx(probabilities, abs=1e-3)
    assert answer.distribution.label_mass == pytest.approx(mass, abs=1e-3)


def test_no_control_tokens_in_written_text(engine: MakeEngine) -> None:
    """A grammar that allows the text of any token still gets ordinary ones."""
    one = engine("llama", "bpe")
    writing = Writing("root ::= [^\\n]{200}", 40, temperature=3.0)
    requests = [replace(task(0), writing=replace(writing, seed=seed)) for seed in range(5)]
    for answer in answers(one, requests):
        assert answer.text
        assert "<|" not in answer.text.replace("<|channel>", "")
