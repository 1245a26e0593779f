"""Two ways to ask a trained model: PyTorch on a checkpoint, and the product's own engine on a GGUF file."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import torch

from scripts.train.batches import collate
from scripts.train.judging import Pairs
from scripts.train.model import new_model
from scripts.train.settings import Lesson, Settings
from scripts.train.training import predictions
from scripts.train.trees import VERDICT, Encoder
from touchstone.domain.engine import Answer, Request, Writing
from touchstone.engine import EngineSettings, json_grammar, open_engine
from touchstone.rubrics.prompts import RUBRIC_SCHEMA

RUBRIC_TOKENS = 400


class Reader(Protocol):
    """Something that gives verdicts and writes rubrics."""

    def verdicts(self, pairs: Pairs) -> list[Mapping[str, float]]:
        """For each question, the probabilities of its labels' words."""
        ...

    def write(self, requests: Sequence[Request]) -> list[str]:
        """The written answers."""
        ...


class TorchReader:
    """A checkpoint in PyTorch, F32. Reasons are given, not written."""

    def __init__(self, checkpoint: Path, settings: Settings, lesson: Lesson, encoder: Encoder) -> None:
        self.encoder = encoder
        self.model: Any = new_model(settings, lesson, encoder.tokenizer).eval()
        self.model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])

    def verdicts(self, pairs: Pairs) -> list[Mapping[str, float]]:
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
        texts = []
        for request in requests:
            tokens = torch.tensor([self.encoder.prompt(request)[0]])
            with torch.inference_mode():
                given = self.model.generate(
                    tokens,
                    attention_mask=torch.ones_like(tokens),
                    max_new_tokens=RUBRIC_TOKENS,
                    do_sample=False,
                    eos_token_id=self.encoder.end,
                    pad_token_id=0,
                )
            texts.append(self.encoder.tokenizer.decode(given[0, tokens.shape[1] :].tolist()))
        return texts


class EngineReader:
    """A GGUF file in the product's engine, as a user runs it."""

    def __init__(self, path: Path, name: str) -> None:
        self.engine = open_engine(EngineSettings(path=path, model_hash=name, gpu_layers=0))

    def _run(self, requests: Sequence[Request]) -> list[Answer]:
        units = list(self.engine.run([requests], threading.Event()))
        answers = [answer for unit in units for answer in unit.answers]
        if faults := [answer for answer in answers if not isinstance(answer, Answer)]:
            raise RuntimeError(f"the engine failed: {faults[0]}")
        return [answer for answer in answers if isinstance(answer, Answer)]

    def verdicts(self, pairs: Pairs) -> list[Mapping[str, float]]:
        requests = [request for request, _ in pairs]
        result: list[Mapping[str, float]] = []
        for request, answer in zip(requests, self._run(requests), strict=True):
            assert answer.distribution is not None
            words = {label.name: label.spellings[0] for label in request.labels}
            result.append({words[name]: p for name, p in answer.distribution.probabilities.items()})
        return result

    def write(self, requests: Sequence[Request]) -> list[str]:
        writing = Writing(json_grammar(RUBRIC_SCHEMA), RUBRIC_TOKENS)
        return [
            answer.text or "" for answer in self._run([Request(r.content, writing=writing) for r in requests])
        ]
