"""Random trees of prompts under every shortage of cells and sequences: the answers stay those of plain decodes."""

import random
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from tests.engine.conftest import MakeEngine, Plain, ask
from touchstone.domain.engine import Answer, Counters, Label, Request, Writing
from touchstone.engine import LlamaEngine
from touchstone.engine.context import Context
from touchstone.engine.prompts import Prompt

YES_NO = (Label("a", ("Yes",)), Label("b", ("No",)))
NUMBERS = tuple(Label(text, (text,)) for text in ("1", "10", "100", "Answer"))


def units_of(chance: random.Random) -> list[list[Request]]:
    """Units of prompts that begin alike in nested ways, within and across units."""

    def text() -> str:
        return "".join(chance.choices("ab", k=chance.randint(1, chance.choice([5, 60, 150]))))

    stems = [text() for _ in range(4)]

    def request(seed: int) -> Request:
        stem = chance.choice(stems)
        prompt = stem[: chance.randint(1, len(stem))] + text()[: chance.choice([0, 1, 40])]
        if chance.random() < 0.75:
            return Request((prompt[:180],), chance.choice([YES_NO, YES_NO, NUMBERS]))
        writing = Writing('root ::= [a-c]{1,9} "."', chance.choice([3, 12]), 1.0, seed, then=" Verdict:")
        return Request((prompt[:150],), chance.choice([(), YES_NO, NUMBERS]), writing)

    return [[request(number) for number in range(chance.randint(0, 8))] for _ in range(chance.randint(1, 6))]


def with_context(engine: LlamaEngine, cells: int, n_seq: int, n_batch: int) -> Iterator[LlamaEngine]:
    large = engine._context
    engine._context = Context(
        engine._model, cells=cells, n_seq=n_seq, n_batch=n_batch, kv_type="f32", flash_attn=0, threads=1
    )
    yield engine
    engine._context.close()
    engine._context = large


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba", "jamba"])
def test_shortage(engine: MakeEngine, plain: Callable[..., Plain], arch: str) -> None:
    one = engine(arch, "bpe", n_ctx=200, chat_template="{{ messages[0].content }}")
    decoder = plain(arch, "bpe")
    for seed in (1, 2, 3, 9, 22):
        chance = random.Random(seed)
        n_seq, cells, n_batch = (chance.choice(values) for values in ([5, 6, 8, 40], [256, 512], [8, 64]))
        units = units_of(chance)
        for short in with_context(one, cells, n_seq, n_batch):
            cost = Counters()
            results = ask(short, *units)
            for result in results:
                cost.add(result.counters)
            assert (cost.tokens_total, cost.tokens_distinct) == short.count(
                [r for unit in units for r in unit]
            )
            assert cost.tokens_computed >= cost.tokens_distinct
            if n_seq == 40:
                assert cost.tokens_computed == cost.tokens_distinct
        for unit, result in zip(units, results, strict=True):
            for request, answer in zip(unit, result.answers, strict=True):
                check(one, decoder, request, answer)


def check(engine: LlamaEngine, decoder: Plain, request: Request, answer: object) -> None:
    assert isinstance(answer, Answer)
    assert (answer.text is None) == (request.writing is None)
    assert (answer.distribution is None) == (not request.labels)
    if request.writing:
        return
    prompt = engine._prompter.prompt(request)
    assert isinstance(prompt, Prompt)
    assert prompt.labels
    assert answer.distribution
    logs = {
        prefix: np.log(decoder.probabilities([*prompt.tokens, *prefix])[list(wanted)])
        for prefix, wanted in prompt.labels.wanted.items()
    }
    assert answer.distribution.probabilities == pytest.approx(prompt.labels.combine(logs)[0], abs=1e-3)
