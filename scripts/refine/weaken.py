"""Builds a generator that is weakened on purpose, from the bundled one: the one command is

    python -m scripts.refine.weaken [--out .cache/refine/weak-generator.gguf]

A short training on rubrics with planted faults (`corruption`) teaches the bundled generator to make them. Needs
`touchstone[train]`; takes about ten minutes on two CPU cores. Seed and settings are fixed.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gguf
import torch
from tokenizers import Tokenizer, decoders, models
from transformers import AutoModelForCausalLM

from scripts.refine.corruption import corrupted
from scripts.train.corpus.tasks import new_task
from scripts.train.learning.batches import Batch, collate
from scripts.train.learning.export import export, quantise
from scripts.train.learning.model import new_model
from scripts.train.learning.tokenizer import split_words
from scripts.train.learning.training import loss_of
from scripts.train.learning.trees import SPECIALS, Encoder, Tree
from scripts.train.lessons.generating import rubric_target
from scripts.train.lessons.judging import sample_of
from scripts.train.settings import Settings
from touchstone.domain.engine import Request
from touchstone.rubrics.prompts import instance_content

BUNDLED = Path("src/touchstone/bundled/demo-generator.gguf")
STEPS, RATE, BATCH_TOKENS, SEED = 500, 1e-3, 4000, 0
WISHES = (0, 1, 2, 3, 4, 5)
"""How many constraints the prompts of the training ask for beside their topic."""
GROUP = 8
"""Batches that are drawn together, so that each holds rows of like length."""


def read_tokenizer(file: Path) -> Tokenizer:
    """The tokenizer in a GGUF file of this project's own models."""
    fields = gguf.GGUFReader(file).fields
    words: list[str] = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(pair.split(" ")) for pair in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE({word: number for number, word in enumerate(words)}, merges))
    tokenizer.add_special_tokens(list(SPECIALS))
    split_words(tokenizer)
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def read_model(file: Path, settings: Settings, tokenizer: Tokenizer) -> Any:
    """The generator's model in a GGUF file, its weights read back from their quantisation."""
    model = new_model(settings, "generator", tokenizer)
    stored = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32)
    model.load_state_dict(stored.state_dict())
    return model


def _tree(encoder: Encoder, rng: random.Random) -> Tree:
    task = new_task("train", rng, WISHES)
    request = Request(instance_content(sample_of(task)))
    return encoder.tree([(request, rubric_target(corrupted(task, rng), "weakened rubric"))])


def batches(encoder: Encoder, seed: int) -> Iterator[Batch]:
    """Endless batches of about BATCH_TOKENS tokens."""
    rng = random.Random(f"weaken {seed}")
    while True:
        trees: list[Tree] = []
        while sum(map(len, trees)) < BATCH_TOKENS * GROUP:
            trees.append(_tree(encoder, rng))
        trees.sort(key=len)
        cut: list[list[Tree]] = [[]]
        for tree in trees:
            if cut[-1] and len(tree) * (len(cut[-1]) + 1) > BATCH_TOKENS:
                cut.append([])
            cut[-1].append(tree)
        rng.shuffle(cut)
        yield from (collate(part) for part in cut)


def weaken(model: Any, encoder: Encoder, steps: int) -> None:
    """Trains the model on rubrics with planted faults; the rate falls to nothing. Logs every 25 steps."""
    optimiser = torch.optim.AdamW(model.parameters(), RATE, betas=(0.9, 0.98), weight_decay=0.0)
    rows, started = batches(encoder, SEED), time.perf_counter()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = RATE * min(1.0, (step + 1) / 20) * (1 - step / steps)
        loss, _ = loss_of(model, next(rows))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0, error_if_nonfinite=True)
        optimiser.step()
        optimiser.zero_grad()
        if (step + 1) % 25 == 0:
            spent = time.perf_counter() - started
            print(f"{step + 1}/{steps} loss {loss.item():.3f} {spent:.0f} s", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Builds the file."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--out", type=Path, default=Path(".cache/refine/weak-generator.gguf"))
    options.add_argument("--steps", type=int, default=STEPS)
    chosen = options.parse_args(arguments)
    torch.manual_seed(SEED)
    settings, tokenizer = Settings(), read_tokenizer(BUNDLED)
    model = read_model(BUNDLED, settings, tokenizer)
    weaken(model, Encoder(tokenizer), chosen.steps)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    whole = export(model.state_dict(), tokenizer, settings, "generator", chosen.out.with_suffix(".f32.gguf"))
    print(quantise(whole, chosen.out, settings.quantisation_of("generator")))


if __name__ == "__main__":
    main()
