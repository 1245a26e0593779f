"""What an engine refuses, cuts, and how fast it stops."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.engine.conftest import MakeEngine, answers, ask
from tests.engine.questions import SENTENCE, question, sample
from touchstone.domain.engine import Answer, Failure
from touchstone.engine import Adapter, EngineSettings, open_counter, open_engine, request_key
from touchstone.engine.prompts import CUT_MARK, Prompt
from touchstone.errors import InputError, Interrupted

Tiny = Callable[..., Path]


def test_over_long_is_refused(engine: MakeEngine) -> None:
    """The others in the unit are answered, and the counters leave the refused request out."""
    one = engine(n_ctx=300)
    good, long = question(0), question(1, length=100)
    (unit,) = ask(one, [good, long])
    assert isinstance(unit.answers[0], Answer)
    assert isinstance(unit.answers[1], Failure)
    assert unit.answers[1].reason.startswith("too long: ")
    assert unit.answers[1].reason.endswith("tokens, the context holds 300")
    assert (unit.counters.tokens_total, unit.counters.tokens_distinct) == one.count([good])


def test_room_for_the_answer_counts(engine: MakeEngine) -> None:
    """A prompt that fits by itself is too long when its answer does not fit behind it."""
    one = engine(n_ctx=300)
    prompt = one._prompter.prompt(question(0, length=8))
    assert isinstance(prompt, Prompt)
    assert len(prompt.tokens) + SENTENCE.max_tokens < 300
    writing = replace(SENTENCE, max_tokens=300 - len(prompt.tokens))
    (unit,) = ask(one, [question(0, length=8), question(0, length=8, writing=writing)])
    assert isinstance(unit.answers[0], Answer)
    assert isinstance(unit.answers[1], Failure)


def test_over_long_is_cut_in_the_middle(engine: MakeEngine) -> None:
    one = engine(n_ctx=300, overlong="truncate")
    request = question(1, length=100)
    prompt = one._prompter.prompt(request)
    assert isinstance(prompt, Prompt)
    assert len(prompt.tokens) == 300
    text = one._model.vocab.detokenize(prompt.tokens.tolist()).decode()
    whole = "".join(request.content)
    head, tail = text.split(CUT_MARK)
    assert whole[:150] in head
    assert tail.split("<|end|>")[0].endswith(whole[-50:])
    (answer,) = answers(one, [request])
    assert answer.truncated == prompt.truncated > 0
    assert answers(one, [question(0)])[0].truncated == 0


def test_what_cannot_be_cut_is_refused(engine: MakeEngine) -> None:
    one = engine(n_ctx=300, overlong="truncate")
    request = question(1, length=100)
    nothing_to_cut = replace(request, cut=None)
    wrong_piece = replace(request, cut=1)
    (unit,) = ask(one, [nothing_to_cut, wrong_piece])
    assert all(isinstance(answer, Failure) for answer in unit.answers)


def test_no_model_file(tmp_path: Path, tiny: Tiny) -> None:
    text = tmp_path / "text.gguf"
    text.write_text("no model at all")
    short = tmp_path / "short.gguf"
    data = tiny().read_bytes()
    short.write_bytes(data[: len(data) // 2])
    header = tmp_path / "header.gguf"
    header.write_bytes(data[:200])
    for path in (tmp_path / "missing.gguf", tmp_path, text, short, header):
        with pytest.raises(InputError) as error:
            open_engine(EngineSettings(path, "hash"))
        assert str(path) in error.value.message
        assert error.value.remedy


def test_no_room(tiny: Tiny) -> None:
    with pytest.raises(InputError, match="MiB are free"):
        open_engine(EngineSettings(tiny(), "hash", n_ctx=1 << 30))


def test_stop_before_and_between(engine: MakeEngine) -> None:
    one = engine()
    stop = threading.Event()
    run = one.run([sample(0), sample(1), sample(2)], stop)
    next(run)
    stop.set()
    began = time.monotonic()
    with pytest.raises(Interrupted):
        next(run)
    assert time.monotonic() - began < 1
    assert answers(one, sample(0, 1, 1)), "the engine works again"


def test_stop_within_a_decode(engine: MakeEngine) -> None:
    """The native callback ends a decode that is under way."""
    one = engine(n_ctx=2048)
    threading.Timer(0.05, one._context.abort).start()
    tokens, wanted = np.arange(512, dtype=np.int32) % 500, np.zeros(512, np.int8)
    zeros = np.zeros(512, np.int32)

    def decode_on() -> None:
        for _ in range(2000):
            one._context.decode(tokens, np.arange(512, dtype=np.int32), zeros, wanted)
            one._context.free(0)

    with pytest.raises(Interrupted):
        decode_on()
    assert answers(one, sample(0, 1, 1)), "the engine works again"


def test_abandoned_run(engine: MakeEngine) -> None:
    """Leaving a run half way leaves nothing behind."""
    one = engine()
    expected = answers(one, sample(1))
    for _ in one.run([sample(0), sample(1)], threading.Event()):
        break
    assert answers(one, sample(1)) == expected


def test_counter_agrees_with_engine(engine: MakeEngine, tiny: Tiny) -> None:
    requests = [*sample(0), question(0, writing=SENTENCE), question(1, length=500)]
    for overlong in ("refuse", "truncate"):
        one = engine(overlong=overlong)
        counter = open_counter(
            EngineSettings(tiny(), "hash", n_ctx=2048, kv_type="f32", flash_attn=False, overlong=overlong)  # type: ignore[arg-type]
        )
        assert counter.count(requests) == one.count(requests)
        assert counter.fingerprint == one.info.fingerprint
        counter.close()


def test_keys_cover_what_changes_an_answer(tiny: Tiny) -> None:
    base = EngineSettings(tiny(), "hash", n_ctx=512)
    others = [
        replace(base, model_hash="other"),
        replace(base, chat_template="{{ messages[0].content }}!"),
        replace(base, template_args={"enable_thinking": False}),
        replace(base, answer_prefix="x"),
        replace(base, kv_type="f32"),
        replace(base, flash_attn=True),
        replace(base, overlong="truncate"),
        replace(base, overlong="truncate", n_ctx=1024),
        replace(base, adapter=Adapter(tiny(), "one")),
        replace(base, adapter=Adapter(tiny(), "two")),
        replace(base, adapter=Adapter(tiny(), "one", scale=0.5)),
        replace(base, adapter=Adapter(tiny(), "one"), model_hash="other"),
    ]
    prints = [open_counter(settings).fingerprint for settings in (base, *others)]
    assert len(set(prints)) == len(prints)
    assert open_counter(replace(base, n_ctx=1024, threads=1)).fingerprint == prints[0]
    asked = question(0, writing=SENTENCE)
    assert asked.writing
    assert asked.labels
    requests = [
        question(0),
        question(1),
        asked,
        replace(asked, start="x"),
        replace(asked, cut=0),
        replace(asked, labels=asked.labels[:-1]),
        replace(asked, labels=tuple(replace(label, name=f"{label.name}!") for label in asked.labels)),
        replace(asked, labels=tuple(replace(label, spellings=("x",)) for label in asked.labels)),
        *(
            replace(asked, writing=replace(asked.writing, **{name: value}))
            for name, value in (
                ("grammar", "x"),
                ("max_tokens", 1),
                ("temperature", 2.0),
                ("seed", 9),
                ("then", "x"),
            )
        ),
    ]
    keys = {request_key(fingerprint, request) for fingerprint in prints for request in requests}
    assert len(keys) == len(prints) * len(requests)
