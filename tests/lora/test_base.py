"""Whether an adapter belongs to a model file, and what llama.cpp says of one that does not fit."""

import contextlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lora.adapters import in_f32, write_peft
from tests.tiny_gguf import Shape, build
from touchstone.catalogue import BUNDLED
from touchstone.engine import Adapter, EngineSettings, open_engine
from touchstone.errors import InputError
from touchstone.lora import check_base, convert_peft, read_adapter
from touchstone.lora.base import vectors_hash
from touchstone.lora.gguf_header import read_header

GENERATOR, JUDGE = BUNDLED / "demo-generator.gguf", BUNDLED / "demo-judge.gguf"


def hash_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def adapter(folder: Path, base: Path, base_sha256: str | None = None) -> Path:
    return convert_peft(
        write_peft(folder / "peft", base), folder / "a.gguf", base=base, base_sha256=base_sha256
    )


def test_its_own_file_and_other_quantisations_of_it_are_right(tmp_path: Path) -> None:
    facts = read_adapter(adapter(tmp_path, GENERATOR, hash_of(GENERATOR)))
    check_base(facts, GENERATOR, hash_of(GENERATOR))
    other = in_f32(GENERATOR, tmp_path / "f32.gguf")
    assert hash_of(other) != hash_of(GENERATOR)
    check_base(facts, other, hash_of(other))


def test_another_model_of_the_same_sizes_is_refused_though_llama_cpp_takes_it(tmp_path: Path) -> None:
    path = adapter(tmp_path, GENERATOR, hash_of(GENERATOR))
    with contextlib.closing(open_engine(EngineSettings(JUDGE, "judge", adapter=Adapter(path, "lora")))):
        pass
    with pytest.raises(InputError) as error:
        check_base(read_adapter(path), JUDGE, hash_of(JUDGE))
    for part in (str(path), hash_of(GENERATOR)[:12], str(JUDGE), hash_of(JUDGE)[:12], "org/base"):
        assert part in error.value.message
    assert 'adapter_base = "any"' in error.value.remedy
    assert vectors_hash(read_header(GENERATOR)) != vectors_hash(read_header(JUDGE))


def test_an_adapter_that_names_no_file_fits_any(tmp_path: Path) -> None:
    check_base(read_adapter(adapter(tmp_path, GENERATOR)), JUDGE, hash_of(JUDGE))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda writer: writer.add_string("adapter.type", "control_vector"), "is no LoRA adapter"),
        (lambda writer: writer.add_array("adapter.alora.invocation_tokens", [1, 2]), "activated LoRA"),
        (lambda writer: writer.add_tensor("blk.0.attn_norm.weight", np.ones(4, np.float32)), "would ignore"),
    ],
)
def test_what_would_be_used_in_part_only_is_refused(
    tmp_path: Path, spoil: Callable[[gguf.GGUFWriter], None], message: str
) -> None:
    writer = gguf.GGUFWriter(tmp_path / "a.gguf", "llama")
    writer.add_type("adapter")
    if message != "is no LoRA adapter":
        writer.add_string("adapter.type", "lora")
    spoil(writer)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    with pytest.raises(InputError, match=message):
        read_adapter(tmp_path / "a.gguf")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"", "does not begin with GGUF"),
        (b"GGML" + bytes(100), "does not begin with GGUF"),
        (b"GGUF\x09\0\0\0" + bytes(100), "version 9"),
        (GENERATOR.read_bytes()[:1000], "breaks off"),
        (b"GGUF\x03\0\0\0" + b"\xff" * 100, "is not a GGUF file"),
    ],
)
def test_a_broken_header_is_told(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "a.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        read_header(path)


@settings(max_examples=30, deadline=None)
@given(at=st.integers(4, 3000), byte=st.integers(0, 255))
def test_no_damage_to_a_header_is_a_crash(
    at: int, byte: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = adapter(tmp_path_factory.mktemp("a"), GENERATOR)
    content = bytearray(path.read_bytes())
    content[at] = byte
    path.write_bytes(content)
    with contextlib.suppress(InputError):
        read_adapter(path)


def test_an_adapter_that_does_not_fit_is_told_with_llama_cpps_words(tmp_path: Path) -> None:
    base = build(tmp_path / "base.gguf", vocab="bpe")
    wide = build(tmp_path / "wide.gguf", vocab="bpe", shape=Shape(n_ff=256))
    deep = build(tmp_path / "deep.gguf", vocab="bpe", shape=Shape(n_layer=3))
    other = build(tmp_path / "other.gguf", "qwen2", vocab="bpe")
    made = {made.name: adapter(tmp_path / made.stem, made) for made in (wide, deep, other)}
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(adapter(tmp_path / "whole", base).read_bytes()[:-5000])
    refusals = {
        made["wide.gguf"]: "has incorrect shape",
        made["deep.gguf"]: "does not exist in base model",
        made["other.gguf"]: "arch mismatch",
        cut: "not within the file bounds",
        tmp_path / "missing.gguf": "No such file",
        base: "adapter",
    }
    for path, said in refusals.items():
        with pytest.raises(InputError) as error:
            open_engine(EngineSettings(base, "base", adapter=Adapter(path, "lora")))
        assert str(path) in error.value.message
        assert said in error.value.message, error.value.message


def test_an_adapter_that_is_given_as_a_model_is_told(tmp_path: Path) -> None:
    path = adapter(tmp_path, GENERATOR)
    with pytest.raises(InputError) as error:
        open_engine(EngineSettings(path, "lora"))
    assert "--adapter" in error.value.remedy


def test_the_adapters_size_counts(tmp_path: Path) -> None:
    """Memory is planned for the weights with their LoRA: a (sparse) one of 4 TiB has no room."""
    base = build(tmp_path / "base.gguf", vocab="bpe")
    huge = tmp_path / "huge.gguf"
    with huge.open("wb") as file:
        file.truncate(1 << 42)
    with pytest.raises(InputError, match="MiB are free"):
        open_engine(EngineSettings(base, "base", adapter=Adapter(huge, "lora")))
