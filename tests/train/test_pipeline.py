"""The whole pipeline in its short setting: corpus, tokenizer, training, GGUF, and llama.cpp against PyTorch."""

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("torch")

import numpy as np
import torch
from tokenizers import Tokenizer

from scripts.train.__main__ import main
from scripts.train.learning.batches import collate
from scripts.train.learning.model import new_model
from scripts.train.learning.training import predictions
from scripts.train.learning.trees import VERDICT, Encoder
from scripts.train.lessons.rows import ROWS, draw_row
from scripts.train.measuring.native import Native
from scripts.train.settings import JUDGE, SHORT, Lesson

pytestmark = [pytest.mark.train, pytest.mark.long]

SPACE = "\u0120"
TEXTS = (
    "  double  spaces\n\n\ttabs  ",
    "naïve café – “quotes” … 你好 мир 🙂🙂\u200d",
    "it's IT'S they'll 12345 3.14 a1b2",
    "x\r\ny\n\n\n",
    "\u00a0e\u0301 ()[]{}##\n\n###\n",
    '{"criteria": ["The response has \'one\'."]}',
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the short setting has run, first in part and then to its end."""
    folder = tmp_path_factory.mktemp("train")
    common = ["--short", "--work", str(folder), "--out", str(folder / "out"), "--workers", "1"]
    main([*common, "--steps", "tokenizer", "first"])
    main(common)
    return folder


def _model(work: Path, lesson: Lesson) -> tuple[torch.nn.Module, Encoder]:
    encoder = Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    model = new_model(SHORT, lesson, encoder.tokenizer).eval()
    model.load_state_dict(torch.load(work / f"{lesson}.pt", weights_only=True)["model"])
    return model, encoder


@pytest.mark.parametrize("lesson", ["base", "judge", "generator", "weak"])
def test_llama_cpp_gives_what_pytorch_gives(work: Path, lesson: Lesson) -> None:
    model, encoder = _model(work, lesson)
    rng = random.Random(5)
    with Native(work / f"{lesson}.f32.gguf") as native, torch.inference_mode():
        for _ in range(6):
            request, target = draw_row(JUDGE, "test", rng)[0]
            tokens, marks = encoder.sequence(request, target)
            prompt = tokens[: marks.index(VERDICT)]
            ours = model(torch.tensor([prompt])).logits[0, -1].softmax(-1).numpy()
            logits = native.logits(prompt)
            theirs = np.exp(logits - logits.max())
            assert np.abs(ours - theirs / theirs.sum()).max() < 2e-3


def test_llama_cpp_splits_text_as_the_tokenizer_does(work: Path) -> None:
    encoder = Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    rng = random.Random(6)
    pieces = [
        piece for _ in range(40) for request, _ in draw_row(JUDGE, "test", rng) for piece in request.content
    ]
    with Native(work / "judge.f32.gguf") as native:
        for text in (*TEXTS, *pieces):
            assert native.tokenize(text) == list(encoder.ids(text))


def test_a_word_splits_alike_wherever_it_stands(work: Path) -> None:
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    for word in ("lantern", "thistle", "brenulk", "the", "Response"):
        plain = "".join(f"{token}|" for token in tokenizer.encode(word).tokens)
        for around in ('say "{}" now', "say '{}'.", "say {} now", "{}, now", "(x {})"):
            tokens = tokenizer.encode(around.format(word)).tokens
            assert plain in "".join(f"{token.removeprefix(SPACE)}|" for token in tokens)


def test_a_question_by_number_points_to_its_criterion(work: Path) -> None:
    encoder = Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    pairs = ROWS["listed"]("train", random.Random(8))
    tree = encoder.tree(pairs)
    for number, branch in enumerate(tree.branches, start=1):
        assert set(branch.items) <= {0, -number}
        assert branch.items[-1] == -number
        listed = [token for token, item in zip(tree.tokens, tree.items, strict=True) if item == number]
        assert encoder.tokenizer.decode(listed).startswith(f"{number}. ")


def test_the_label_words_are_single_tokens(work: Path) -> None:
    encoder = Encoder(Tokenizer.from_file(str(work / "tokenizer.json")))
    for word in ("Yes", "No", "Unknown", "Skip", "Tie", "A", "B", *"012345"):
        assert len(encoder.ids(word)) == 1


def test_a_tree_gives_what_its_questions_give_alone(work: Path) -> None:
    model, encoder = _model(work, "judge")
    rng = random.Random(7)
    rows = [draw_row(JUDGE, "train", rng) for _ in range(3)]
    batch = collate([encoder.tree(pairs) for pairs in rows])
    with torch.inference_mode():
        together = predictions(model, batch, batch.marks == VERDICT)
        alone = []
        for request, target in (pair for pairs in rows for pair in pairs):
            tokens, marks = encoder.sequence(request, target)
            alone.append(model(torch.tensor([tokens[: marks.index(VERDICT)]])).logits[0, -1])
    assert (together - torch.stack(alone)).abs().max() < 1e-4


def test_every_product_of_the_pipeline_is_there(work: Path) -> None:
    for lesson in ("base", "judge", "generator", "weak"):
        assert (work / "out" / f"demo-{lesson}.gguf").stat().st_size < 1_000_000
    report = json.loads((work / "report.json").read_text("utf-8"))
    for way in ("PyTorch, F32", "engine, Q8_0"):
        assert 0 <= report["Judge: criteria"][way]["balanced accuracy"]["value"] <= 1
        assert report["Judge: each kind of criterion, balanced accuracy"][way]
        assert report["Generator: instance-level rubrics"][way]["parses"]["cases"] > 0
    assert report["Generator: instance-level rubrics"]["engine, Q8_0"]["parses"]["low"] is not None
    assert report["Judge and generator together: four responses ranked"]["engine, Q8_0"]
    assert len(report["Files"]["time to load, s"]) == 4
    assert "| balanced accuracy, % |" in (work / "report.md").read_text("utf-8")
