"""Samples appended to a file, which is then read as any dataset."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchstone.errors import InputError
from touchstone.files import append_sample, read_dataset

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: text.strip())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.lists(texts, min_size=1, max_size=3, unique=True), st.none() | texts)
def test_what_is_kept_is_read_again(
    tmp_path: Path, prompt: str, responses: list[str], reference: str | None
) -> None:
    path = tmp_path / "kept.jsonl"
    path.unlink(missing_ok=True)
    append_sample(path, prompt, responses, reference)
    dataset = read_dataset(path)
    (sample,) = dataset.samples
    assert (sample.prompt, sample.reference) == (prompt, reference)
    assert [response.text for response in sample.responses] == responses
    assert not dataset.faults


def test_a_file_keeps_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    path.write_text('{"prompt": "p", "response": "r"}')
    append_sample(path, "q", ["one", "two"])
    append_sample(path, "q", ["three"])
    assert path.read_text().startswith('{"prompt": "p", "response": "r"}\n{"prompt": "q"')
    first, second = read_dataset(path).samples
    assert first.prompt == "p"
    assert [response.text for response in second.responses] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("name", "prompt", "responses", "message"),
    [
        ("kept.csv", "p", ["r"], "not a .jsonl"),
        ("kept.jsonl", " ", ["r"], "nothing to keep"),
        ("kept.jsonl", "p", [], "nothing to keep"),
        ("nowhere/kept.jsonl", "p", ["r"], "cannot be written"),
    ],
)
def test_refused(tmp_path: Path, name: str, prompt: str, responses: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        append_sample(tmp_path / name, prompt, responses)
    assert not list(tmp_path.iterdir())
