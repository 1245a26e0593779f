"""Training: one weighted loss over token trees, checkpoints to resume from, and a log of the cost."""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.distributed
import torch.multiprocessing
from tokenizers import Tokenizer
from torch.nn.functional import cross_entropy

from scripts.train.learning.batches import WEIGHTS, Batch, training_batches
from scripts.train.learning.guides import Guides
from scripts.train.learning.model import new_model
from scripts.train.learning.muon import Muon, half_precision
from scripts.train.learning.tokenizer import alike
from scripts.train.learning.trees import RESPONSE, TEXT, VERDICT, Encoder
from scripts.train.lessons import longer
from scripts.train.settings import Settings, Stage

GUIDED, GUIDED_EVERY = 0.2, 4
"""The weight of the guides' loss, and in which steps it counts: it costs as much as a quarter of a step."""

FALLING = 0.8
"""The share of a final stage in which the learning rate falls."""


def predictions(model: Any, batch: Batch, places: torch.Tensor) -> torch.Tensor:
    """The logits [n, vocabulary] that predict the tokens at `places` (a mask over [rows, length])."""
    hidden = model.model(
        batch.tokens, attention_mask=batch.mask, position_ids=batch.positions, use_cache=False
    ).last_hidden_state
    rows, columns = places.nonzero(as_tuple=True)
    return model.lm_head(hidden[rows, batch.source[rows, columns]])


def _rarity(batch: Batch) -> torch.Tensor:
    """For each row how much more its verdicts count: a row of few verdicts teaches as much as one of eight."""
    return torch.tensor([(8 / max(1, len(names))) ** 0.5 for names in batch.names]).clamp(min=1)


def loss_of(model: Any, batch: Batch, guides: Guides | None = None) -> tuple[torch.Tensor, torch.Tensor]:
    """The weighted loss, and of the verdicts the summed loss, how many are right, and how many there are."""
    text = (batch.marks == TEXT) | (batch.marks == RESPONSE)
    read = text & (batch.positions % 3 == 0)  # a third teaches the language as well, and is faster
    places = (batch.marks > RESPONSE) | read
    logits = predictions(model, batch, places)
    wanted, marks = batch.tokens[places], batch.marks[places]
    losses = cross_entropy(logits, wanted, reduction="none")
    weights = torch.tensor([WEIGHTS[mark] for mark in sorted(WEIGHTS)])[marks]
    verdicts = marks == VERDICT
    weights[verdicts] *= _rarity(batch)[places.nonzero(as_tuple=True)[0][verdicts]]
    loss = (losses * weights).sum() / weights.sum()
    right = (logits[verdicts].argmax(-1) == wanted[verdicts]).sum()
    counts = torch.stack([losses[verdicts].sum().detach().float(), right, verdicts.sum()])
    return (loss + GUIDED * guides.loss(batch) if guides else loss), counts


def rate_at(stage: Stage, step: int) -> float:
    """The learning rate: a short rise, then level, and for a final stage a straight fall to nothing at its end."""
    rise = min(1.0, (step + 1) / (20 if stage.start else 100))
    fall = min(1.0, (1 - step / stage.steps) / FALLING) if stage.final else 1.0
    return stage.rate * rise * fall


@dataclass(frozen=True, slots=True)
class Worker:
    """One of several processes that train together: each reads its own batches, and gradients are averaged.

    On a CPU, two processes with a thread each do more than one process with two threads.
    """

    rank: int = 0
    workers: int = 1

    def average(self, model: Any) -> None:
        """Averages the gradients over the workers."""
        if self.workers == 1:
            return
        gradients = [p.grad for p in model.parameters() if p.grad is not None]
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        torch.distributed.all_reduce(flat)
        flat /= self.workers
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()


def _optimisers(model: Any, stage: Stage, worker: Worker) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the layers, AdamW for the embeddings and the norms."""
    matrices = [p for name, p in model.named_parameters() if p.dim() == 2 and "embed" not in name]
    others = [p for name, p in model.named_parameters() if p.dim() != 2 or "embed" in name]
    return [
        Muon(matrices, stage.rate, worker.rank, worker.workers),
        torch.optim.AdamW(others, stage.rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


@dataclass(slots=True)
class State:
    """A stage under way: model, optimiser, and what it has cost so far (tokens of all workers, seconds)."""

    model: Any
    optimisers: list[torch.optim.Optimizer]
    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def save(self, path: Path) -> None:
        """Writes the checkpoint; an interrupted write leaves the old one."""
        optimisers = [optimiser.state_dict() for optimiser in self.optimisers]
        state = {"model": self.model.state_dict(), "optimisers": optimisers}
        counts = {"steps": self.steps, "tokens": self.tokens, "seconds": self.seconds}
        torch.save({**state, **counts}, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)


def _open_stage(
    settings: Settings, stage: Stage, tokenizer: Tokenizer, folder: Path, worker: Worker
) -> State:
    """The stage where it was left, or at its start."""
    model = new_model(settings, stage.lesson, tokenizer)
    state = State(model, _optimisers(model, stage, worker))
    path = folder / f"{stage.lesson}.pt"
    if path.exists():
        saved = torch.load(path, weights_only=True)
        model.load_state_dict(saved["model"])
        for optimiser, values in zip(state.optimisers, saved.get("optimisers", ()), strict=False):
            optimiser.load_state_dict(values)
        state.steps, state.tokens, state.seconds = saved["steps"], saved["tokens"], saved["seconds"]
    elif stage.start:
        model.load_state_dict(torch.load(folder / f"{stage.start}.pt", weights_only=True)["model"])
    return state


def train_stage(settings: Settings, stage: Stage, encoder: Encoder, folder: Path, worker: Worker) -> None:
    """Trains a stage, or what is left of it, into its checkpoint. Logs every 50 steps, saves every 100."""
    state = _open_stage(settings, stage, encoder.tokenizer, folder, worker)
    size = settings.batch_tokens // worker.workers
    seed = f"{settings.seed}:{stage.lesson}:{worker.rank}"
    batches = training_batches(encoder, stage.mix, size, settings.longest, seed, state.steps)
    guides = Guides(state.model, alike(encoder.tokenizer))
    sums, started = torch.zeros(3), time.perf_counter()
    for step in range(state.steps, stage.steps):
        batch = next(batches)
        for optimiser in state.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = rate_at(stage, step)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half_precision()):
            guided = guides if step % GUIDED_EVERY == 0 else None
            loss, counts = loss_of(state.model, batch, guided)
        loss.backward()
        worker.average(state.model)
        torch.nn.utils.clip_grad_norm_(state.model.parameters(), 1.0, error_if_nonfinite=True)
        for optimiser in state.optimisers:
            optimiser.step()
            optimiser.zero_grad()
        state.steps, state.tokens = step + 1, state.tokens + batch.size * worker.workers
        sums += counts
        last = state.steps == stage.steps
        if worker.rank == 0 and (state.steps % 50 == 0 or last):
            state.seconds, started = state.seconds + time.perf_counter() - started, time.perf_counter()
            verdict_loss, right = (sums[:2] / sums[2].clamp(min=1)).tolist()
            print(
                f"{stage.lesson} {state.steps}/{stage.steps} loss {loss.item():.3f} verdict {verdict_loss:.3f} "
                f"right {right:.3f} tokens {state.tokens / 1e6:.2f}M {state.tokens / state.seconds:.0f}/s",
                flush=True,
            )
            sums = torch.zeros(3)
        if worker.rank == 0 and (state.steps % 100 == 0 or last):
            state.save(folder / f"{stage.lesson}.pt")


def _work(rank: int, workers: int, settings: Settings, stage: Stage, folder: Path, meeting: str) -> None:
    torch.set_num_threads(1)
    if workers > 1:
        torch.distributed.init_process_group(
            "gloo", init_method=f"file://{meeting}", rank=rank, world_size=workers
        )
    encoder = Encoder(Tokenizer.from_file(str(folder / "tokenizer.json")))
    longer.use(folder / "passages.json")
    train_stage(settings, stage, encoder, folder, Worker(rank, workers))
    if workers > 1:
        torch.distributed.destroy_process_group()


def train(settings: Settings, stage: Stage, folder: Path, workers: int) -> None:
    """Trains a stage with that many processes."""
    with tempfile.TemporaryDirectory() as meeting:
        arguments = (workers, settings, stage, folder, f"{meeting}/workers")
        torch.multiprocessing.spawn(_work, args=arguments, nprocs=workers)
