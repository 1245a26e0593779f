"""Verdicts from the packed prefix tree against one plain decode for each prompt."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tests.engine.conftest import MakeEngine, Plain, answers, ask
from tests.engine.questions import LEVELS, SENTENCE, YES_NO, question, sample
from touchstone.domain.engine import Answer, Counters, Request
from touchstone.engine import LlamaEngine
from touchstone.engine.prompts import Prompt

ARCHITECTURES = ["llama", "qwen2", "gemma2", "mamba", "jamba"]
MakePlain = Callable[..., Plain]


def brute_force(engine: LlamaEngine, plain: Plain, request: Request) -> tuple[dict[str, float], float, float]:
    """(probabilities, label mass, entropy) by plain decodes alone: a label is what begins with its tokens and
    not with those of a longer one."""
    prompt = engine._prompter.prompt(request)
    assert isinstance(prompt, Prompt)
    assert prompt.labels
    tokens = prompt.tokens.tolist()
    first = plain.probabilities(tokens)
    reach: dict[tuple[int, ...], float] = {}
    for spelling in prompt.labels.spellings:
        value = 1.0
        for end, token in enumerate(spelling):
            value *= float(plain.probabilities([*tokens, *spelling[:end]])[token])
        reach[spelling] = value
    masses = np.zeros(len(prompt.labels.names))
    for spelling, label in prompt.labels.spellings.items():
        longer = [
            other
            for other in reach
            if other[: len(spelling)] == spelling
            and not any(
                len(spelling) < len(middle) < len(other) and other[: len(middle)] == middle
                for middle in reach
            )
            and other != spelling
        ]
        masses[label] += reach[spelling] - sum(reach[other] for other in longer)
    mass = float(masses.sum())
    entropy = float(-(first * np.log(np.where(first > 0, first, 1.0))).sum())
    return dict(zip(prompt.labels.names, masses / mass, strict=True)), mass, entropy


def check(
    engine: LlamaEngine, plain: Plain, units: Sequence[Sequence[Request]], tolerance: float = 1e-3
) -> None:
    requests = [request for unit in units for request in unit]
    for request, answer in zip(requests, answers(engine, *units), strict=True):
        probabilities, mass, entropy = brute_force(engine, plain, request)
        assert answer.distribution
        assert answer.distribution.probabilities == pytest.approx(probabilities, abs=tolerance)
        assert answer.distribution.label_mass == pytest.approx(mass, abs=tolerance)
        assert answer.distribution.entropy == pytest.approx(entropy, abs=10 * tolerance)


@pytest.mark.parametrize(("arch", "vocab"), [(arch, "spm") for arch in ARCHITECTURES] + [("llama", "bpe")])
def test_packed_equals_plain(engine: MakeEngine, plain: MakePlain, arch: str, vocab: str) -> None:
    """Also for prompts longer than the sliding window (32), and for recurrent states."""
    check(engine(arch, vocab), plain(arch, vocab), [sample(0, 2, 2), sample(1, 1, 2)])


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_labels_of_several_tokens(engine: MakeEngine, plain: MakePlain, arch: str) -> None:
    """ "1" begins "10", which begins "100": each counts once, by its exact tokens."""
    check(engine(arch, "bpe"), plain(arch, "bpe"), [sample(0, 1, 2, labels=LEVELS)])


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_small_budget(engine: MakeEngine, plain: MakePlain, arch: str) -> None:
    """Waves and recomputation change the work, not the answers."""
    small = engine(arch, n_ctx=480, kv_cells=512)
    units = [sample(0, 2, 2, labels=LEVELS), sample(1, 1, 1), sample(0, 2, 3)]
    check(small, plain(arch), units)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_each_token_once(engine: MakeEngine, arch: str) -> None:
    one = engine(arch)
    units = [sample(0), sample(1, labels=LEVELS), sample(2), [*sample(0, 4, 5), *sample(3)]]
    cost = Counters()
    for unit in ask(one, *units):
        cost.add(unit.counters)
    assert cost.tokens_computed == cost.tokens_distinct
    assert (cost.tokens_total, cost.tokens_distinct) == one.count([r for unit in units for r in unit])
    assert cost.tokens_total > 3 * cost.tokens_distinct
    assert cost.tokens_generated == 0


def test_distinct_is_exact(engine: MakeEngine) -> None:
    """tokens_distinct is the number of different prefixes of all prompts."""
    one = engine()
    requests = [*sample(0), *sample(1)]
    prefixes = set()
    for request in requests:
        prompt = one._prompter.prompt(request)
        assert isinstance(prompt, Prompt)
        assert prompt.labels
        for tail in [(), *prompt.labels.continuations]:
            tokens = (*prompt.tokens.tolist(), *tail)
            prefixes |= {tokens[: end + 1] for end in range(len(tokens))}
    assert one.count(requests)[1] == len(prefixes)


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba", "jamba"])
@pytest.mark.parametrize(("quant", "kv_type"), [("F32", "f32"), ("Q8_0", "f16")])
def test_a_resumed_run_equals_an_undisturbed_one(
    engine: MakeEngine, arch: str, quant: str, kv_type: str
) -> None:
    """To the last bit, for whatever part of it had been done, also with quantised weights."""
    one = engine(arch, quant=quant, kv_type=kv_type)
    units = [
        [*sample(0, 2, 3), *sample(7, 1, 3)],
        [*sample(1), *sample(10, 1, 2)],
        sample(2, 4, 2),
        sample(11),
    ]
    writing = replace(SENTENCE, temperature=1.0)
    for number, unit in enumerate(units):
        unit.append(question(number, criterion=5, writing=writing))
    whole = ask(one, *units)
    for done in ([0], [0, 1], [0, 1, 2], [3]):
        todo = [number for number in range(len(units)) if number not in done]
        resumed = ask(
            one, *(units[number] for number in todo), also={-1 - number: units[number] for number in done}
        )
        for number, result in zip(todo, resumed, strict=True):
            assert result.answers == whole[number].answers


@pytest.mark.parametrize("arch", ["llama", "gemma2", "mamba", "jamba"])
def test_units_do_not_depend_on_each_other(engine: MakeEngine, arch: str) -> None:
    """Without knowing the other units the answers are the same up to rounding."""
    one = engine(arch)
    units = [sample(0), sample(1), sample(2, 4, 2)]
    together = ask(one, *units)
    for number, unit in enumerate(units):
        (alone,) = ask(one, unit)
        assert alone.counters.tokens_computed >= together[number].counters.tokens_computed
        for left, right in zip(alone.answers, together[number].answers, strict=True):
            assert distribution(left) == pytest.approx(distribution(right), abs=1e-6)


def distribution(answer: object) -> dict[str, float]:
    assert isinstance(answer, Answer)
    assert answer.distribution
    return answer.distribution.probabilities


def test_the_same_request_twice(engine: MakeEngine) -> None:
    """In a unit, and in two units: the second costs nothing."""
    one = engine()
    request = question(0)
    first, second = ask(one, [request, request], [request, question(0, criterion=1)])
    assert distribution(first.answers[0]) == distribution(first.answers[1]) == distribution(second.answers[0])
    assert first.counters.tokens_total == 2 * first.counters.tokens_distinct
    assert second.counters.tokens_computed == second.counters.tokens_distinct < 60


def test_a_prompt_that_begins_another(engine: MakeEngine, plain: MakePlain) -> None:
    """A request may end where others go on."""
    one = engine("llama", "bpe", chat_template="{{ messages[0].content }}")
    short = Request(("one word is a prompt",), YES_NO)
    long = Request(("one word is a prompt", " Unknown to the judge"), YES_NO)
    check(one, plain("llama", "bpe"), [[short, long], [long, short], [short]])


def test_empty_unit(engine: MakeEngine) -> None:
    first, second = ask(engine(), [], sample(0, 1, 1))
    assert first.answers == ()
    assert len(second.answers) == 1


def test_many_branches(engine: MakeEngine, plain: MakePlain) -> None:
    """More leaves than sequences are decoded in waves."""
    one = engine("llama", n_ctx=256)
    requests = [Request(("one word ", str(number)), YES_NO) for number in range(700)]
    found = answers(one, requests)
    for number in (0, 350, 699):
        assert distribution(found[number]) == pytest.approx(
            brute_force(one, plain(), requests[number])[0], abs=1e-3
        )
