"""Entries with a LoRA: their files, where they are, how entries are laid over each other, and how they are added."""

from pathlib import Path

import pytest

from touchstone.catalogue import (
    AddedAdapter,
    adapter_files,
    add_over,
    add_refined,
    is_present,
    load_catalogue,
    locate_adapter,
    standing,
    verify,
)
from touchstone.errors import InputError
from touchstone.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home").mkdir()
    return Home(tmp_path / "home")


def write(home: Home, text: str) -> None:
    home.catalogue.write_text(text, encoding="utf-8")


def lora(path: Path, content: bytes = b"GGUF lora") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_paths_are_relative_to_the_catalogue(home: Home) -> None:
    write(home, '[[models]]\nname = "m"\npath = "m.gguf"\nadapter = "lora.gguf"\nadapter_scale = 0.5\n')
    entry = load_catalogue(home).get("m")
    assert entry.adapter == str(home.root / "lora.gguf")
    assert (entry.adapter_scale, entry.has_adapter) == (0.5, True)
    with pytest.raises(InputError, match=r"lora\.gguf"):
        locate_adapter(entry, home)
    lora(home.root / "m.gguf")
    assert not is_present(entry, home)
    assert standing(entry, load_catalogue(home), home).missing[0][1] == home.root / "lora.gguf"
    path = lora(home.root / "lora.gguf")
    assert locate_adapter(entry, home) == path
    assert is_present(entry, home)


def test_what_peft_saved_is_two_files(home: Home) -> None:
    write(home, '[[models]]\nname = "m"\nbundled = "demo-judge.gguf"\nadapter = "tuned"\n')
    entry = load_catalogue(home).get("m")
    weights, config = adapter_files(entry)
    assert (weights.path, config.path) == (
        str(home.root / "tuned" / "adapter_model.safetensors"),
        str(home.root / "tuned" / "adapter_config.json"),
    )
    for file in (weights, config):
        assert file.path
        lora(Path(file.path))
    assert locate_adapter(entry, home) == home.root / "tuned" / "adapter_model.safetensors"


def test_an_adapter_of_the_hub_lies_in_its_repositorys_folder(home: Home) -> None:
    write(
        home,
        '[[models]]\nname = "m"\nrepo = "o/base"\nfile = "b.gguf"\nadapter_repo = "o/lora"\n'
        f'adapter_file = "v1/adapter_model.safetensors"\nadapter_revision = "r"\nadapter_sha256 = "{"1" * 64}"\n',
    )
    catalogue = load_catalogue(home)
    weights, config = adapter_files(catalogue.get("m"))
    assert (weights.repo, weights.file, weights.revision) == ("o/lora", "v1/adapter_model.safetensors", "r")
    assert (weights.sha256, config.sha256, config.file) == ("1" * 64, None, "v1/adapter_config.json")
    places = [path for _, path in standing(catalogue.get("m"), catalogue, home).missing]
    assert places == [
        home.models / "o--base" / "b.gguf",
        home.models / "o--lora@r" / "v1" / "adapter_model.safetensors",
        home.models / "o--lora@r" / "v1" / "adapter_config.json",
    ]


def test_the_papers_generator_is_the_base_with_its_adapter(home: Home) -> None:
    catalogue = load_catalogue(home)
    tuned, base = catalogue.get("qwen3-14b-rubrics"), catalogue.get("qwen3-14b")
    assert (tuned.repo, tuned.file, tuned.refined_from) == (base.repo, base.file, base.name)
    assert [file.repo for file in adapter_files(tuned)] == ["zijiewang/Rubric_generator_LLM_Judge"] * 2


@pytest.mark.parametrize("own", ['adapter = "mine.gguf"', 'adapter_repo = "o/r"\nadapter_file = "x.gguf"'])
def test_an_own_adapter_replaces_the_built_in_one(home: Home, own: str) -> None:
    write(home, f'[[models]]\nname = "qwen3-14b-rubrics"\n{own}\n')
    (file,) = adapter_files(load_catalogue(home).get("qwen3-14b-rubrics"))
    assert file.path == str(home.root / "mine.gguf") or (file.repo, file.file) == ("o/r", "x.gguf")
    write(home, '[[models]]\nname = "qwen3-14b-rubrics"\nadapter_revision = "v2"\n')
    assert {file.revision for file in adapter_files(load_catalogue(home).get("qwen3-14b-rubrics"))} == {"v2"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ('adapter = "a.gguf"\nadapter_repo = "o/r"\nadapter_file = "x.gguf"', "give one adapter"),
        ('adapter_repo = "o/r"', "belong together"),
        ('adapter_repo = "o/r"\nadapter_file = "x.bin"', "adapter_file must be"),
        ('adapter = "a.gguf"\nadapter_scale = 0', "adapter_scale"),
        ('adapter = "a.gguf"\nadapter_base = "all"', "adapter_base"),
        ('refined_from = "nobody"', "refined_from 'nobody' is no model"),
        ('adaptor = "a.gguf"', "did you mean 'adapter'"),
    ],
)
def test_faults_are_named_with_their_line(home: Home, fields: str, message: str) -> None:
    write(home, f'[[models]]\nname = "m"\nbundled = "demo-judge.gguf"\n{fields}\n')
    with pytest.raises(InputError) as error:
        load_catalogue(home)
    assert "line" in error.value.message
    assert message in str(error.value)


def test_a_refined_generator_is_its_parent_with_another_adapter(home: Home, tmp_path: Path) -> None:
    first, second = lora(tmp_path / "one.gguf"), lora(tmp_path / "two.gguf", b"GGUF two")
    parent = load_catalogue(home).get("demo-generator")
    one = add_refined(home, "g-r1", parent, first)
    two = add_refined(home, "g-r2", one, second, "round 2")
    assert (two.bundled, two.n_ctx, two.role, two.is_demo) == (parent.bundled, 4096, "generator", True)
    assert (two.adapter, two.refined_from, two.notes) == (str(second), "g-r1", "round 2")
    assert verify(adapter_files(two)[0], home).ok
    assert add_refined(home, "g-r2", one, second, "round 2") == two
    with pytest.raises(InputError, match="already"):
        add_refined(home, "g-r2", one, first)


def test_a_generator_that_was_named_by_its_file_is_refined_too(home: Home) -> None:
    file = lora(home.root / "bare.gguf", b"GGUF model")
    parent = load_catalogue(home).get(str(file))
    found = add_refined(home, "bare-r1", parent, lora(home.root / "one.gguf"))
    assert found.path == str(file)
    assert found.refined_from is None


def test_all_that_says_how_a_model_is_asked_goes_over(home: Home, tmp_path: Path) -> None:
    write(
        home,
        '[[models]]\nname = "m"\nbundled = "demo-judge.gguf"\nchat_template = "{{ \\"a\\" }}\\n"\n'
        'template_args = { enable_thinking = false, "odd key" = 2 }\nanswer_prefix = "x\\n"\nlayout = "leaf"\n'
        'notes = "old"\n',
    )
    base = load_catalogue(home).get("m")
    added = add_over(home, "tuned", base, AddedAdapter(str(lora(tmp_path / "l.gguf"))))
    for field in ("chat_template", "template_args", "answer_prefix", "layout", "bundled"):
        assert getattr(added, field) == getattr(base, field), field
    assert added.notes == ""
