"""Two ways to ask a trained model: PyTorch on a checkpoint, and the product's own engine on a GGUF file."""

import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from scripts.train.learning.batches import collate
from scripts.train.learning.model import new_model
from scripts.train.learning.training import predictions
from scripts.train.learning.trees import PAD, SPECIALS, VERDICT, Encoder
from scripts.train.lessons.judging import Pairs
from scripts.train.measuring.measures import Figure, Section
from scripts.train.measuring.verdicts import Answers
from scripts.train.settings import Lesson, Settings
from touchstone.domain.engine import Answer, Request, Writing
from touchstone.engine import EngineSettings, json_grammar, open_engine
from touchstone.rubrics.prompts import RUBRIC_SCHEMA

RUBRIC_TOKENS = 400
TOGETHER = 8
"""Rubrics that PyTorch writes at once."""
AT_ONCE = 32
"""Rows of one run of the engine: what they share is computed once, and each run has a fixed cost."""


class TorchReader:
    """A checkpoint in PyTorch, F32. Reasons are given, not written."""

    def __init__(self, checkpoint: Path, settings: Settings, lesson: Lesson, encoder: Encoder) -> None:
        self.encoder = encoder
        self.model: Any = new_model(settings, lesson, encoder.tokenizer).eval()
        self.model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])

    def verdicts(self, rows: Sequence[Pairs]) -> list[Answers]:
        return [self._verdicts(pairs) for pairs in rows]

    def _verdicts(self, pairs: Pairs) -> Answers:
        batch = collate([self.encoder.tree(pairs)])
        with torch.inference_mode():
            logits = predictions(self.model, batch, batch.marks == VERDICT)
        result: list[Mapping[str, float]] = []
        for (request, _), row in zip(pairs, logits, strict=True):
            words = [label.spellings[0] for label in request.labels]
            values = row[[self.encoder.ids(word)[0] for word in words]].softmax(-1).tolist()
            result.append(dict(zip(words, values, strict=True)))
        return result

    def write(self, requests: Sequence[Request]) -> list[str]:
        texts: list[str] = []
        for start in range(0, len(requests), TOGETHER):
            texts += self._write([self.encoder.prompt(r)[0] for r in requests[start : start + TOGETHER]])
        return texts

    def _write(self, prompts: Sequence[list[int]]) -> list[str]:
        """Greedy continuations of a few prompts, padded on the left."""
        size, pad = max(map(len, prompts)), SPECIALS.index(PAD)
        tokens = torch.tensor([[pad] * (size - len(prompt)) + prompt for prompt in prompts])
        mask = torch.tensor([[0] * (size - len(prompt)) + [1] * len(prompt) for prompt in prompts])
        with torch.inference_mode():
            given = self.model.generate(
                tokens,
                attention_mask=mask,
                max_new_tokens=RUBRIC_TOKENS,
                do_sample=False,
                eos_token_id=self.encoder.end,
                pad_token_id=pad,
            )
        return [self.encoder.tokenizer.decode(row[size:].tolist()) for row in given]


class EngineReader:
    """A GGUF file in the product's engine, as a user runs it."""

    def __init__(self, path: Path, name: str) -> None:
        self.engine = open_engine(EngineSettings(path=path, model_hash=name, gpu_layers=0))

    def _run(self, units: Sequence[Sequence[Request]]) -> list[list[Answer]]:
        rows = []
        for start in range(0, len(units), AT_ONCE):
            for unit in self.engine.run(units[start : start + AT_ONCE], threading.Event()):
                answers = [answer for answer in unit.answers if isinstance(answer, Answer)]
                if faults := [answer for answer in unit.answers if not isinstance(answer, Answer)]:
                    raise RuntimeError(f"the engine failed: {faults[0]}")
                rows.append(answers)
        return rows

    def verdicts(self, rows: Sequence[Pairs]) -> list[Answers]:
        units = [[request for request, _ in pairs] for pairs in rows]
        return [
            [_by_word(request, answer) for request, answer in zip(unit, answers, strict=True)]
            for unit, answers in zip(units, self._run(units), strict=True)
        ]

    def write(self, requests: Sequence[Request]) -> list[str]:
        writing = Writing(json_grammar(RUBRIC_SCHEMA), RUBRIC_TOKENS)
        units = [[Request(request.content, writing=writing)] for request in requests]
        return [answer.text or "" for (answer,) in self._run(units)]


def _by_word(request: Request, answer: Answer) -> Mapping[str, float]:
    """The probabilities of the labels by their words, as PyTorch gives them."""
    assert answer.distribution is not None
    words = {label.name: label.spellings[0] for label in request.labels}
    return {words[name]: p for name, p in answer.distribution.probabilities.items()}


def file_sections(files: Sequence[Path]) -> dict[str, Section]:
    """Size, time to load, and longest prompt with its answer, of GGUF files in the engine."""
    sizes, times, contexts = {}, {}, {}
    for file in files:
        started = time.perf_counter()
        reader = EngineReader(file, file.stem)
        times[file.name] = Figure(time.perf_counter() - started).held("at most", 1.0)
        contexts[file.name] = Figure(reader.engine.info.n_ctx)
        sizes[file.name] = Figure(file.stat().st_size / 1e6)
        reader.engine.close()
    return {"size, MB": sizes, "time to load, s": times, "context, tokens": contexts}
