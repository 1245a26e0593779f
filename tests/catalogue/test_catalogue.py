"""The catalogue: what comes with Touchstone, the user's own over it, and faults with their line."""

from pathlib import Path

import pytest

from touchstone.catalogue import is_present, load_catalogue, locate, place_of, verify
from touchstone.catalogue.catalogue import BUNDLED
from touchstone.errors import InputError
from touchstone.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def write(home: Home, text: str) -> None:
    home.root.mkdir(parents=True, exist_ok=True)
    home.catalogue.write_text(text, encoding="utf-8")


def fault(home: Home) -> InputError:
    with pytest.raises(InputError) as caught:
        load_catalogue(home)
    return caught.value


def test_the_bundled_pair_is_the_default(home: Home) -> None:
    catalogue = load_catalogue(home)
    assert catalogue.default("judge").name == "demo-judge"
    assert catalogue.default("generator").is_demo
    assert place_of(catalogue.get("demo-judge"), home) == BUNDLED / "demo-judge.gguf"


def test_every_bundled_file_is_in_the_catalogue_and_the_other_way_round(home: Home) -> None:
    bundled = {entry.bundled: entry for entry in load_catalogue(home).entries.values() if entry.bundled}
    assert {path.name for path in BUNDLED.glob("*.gguf")} == bundled.keys()
    for name, entry in bundled.items():
        assert name == f"{entry.name}.gguf"
        assert locate(entry, home).read_bytes()[:4] == b"GGUF"


def test_the_weak_judge_is_small_and_marked(home: Home) -> None:
    weak = load_catalogue(home).get("demo-weak")
    assert (weak.role, weak.is_demo, weak.base_model) == ("judge", True, None)
    assert locate(weak, home).stat().st_size <= 1_000_000


def test_own_file_adds_overrides_and_chooses_defaults(home: Home) -> None:
    write(
        home,
        """
        [defaults]
        judge = "mine"
        [[models]]
        name = "mine"
        path = "weights/mine.gguf"
        [[models]]
        name = "demo-judge"
        n_ctx = 1024
        """,
    )
    catalogue = load_catalogue(home)
    assert catalogue.default("judge").path == str(home.root / "weights" / "mine.gguf")
    assert catalogue.default("generator").name == "demo-generator"
    changed = catalogue.get("demo-judge")
    assert (changed.n_ctx, changed.bundled, changed.role) == (1024, "demo-judge.gguf", "judge")
    assert catalogue.own == {"mine", "demo-judge"}


def test_another_source_replaces_the_file_and_its_hash(home: Home) -> None:
    write(home, '[[models]]\nname = "demo-judge"\npath = "/models/other.gguf"\n')
    entry = load_catalogue(home).get("demo-judge")
    assert entry.bundled is None
    assert entry.sha256 is None
    assert not entry.is_demo
    assert entry.role == "judge"


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('[[models]]\nname = "a"\npath = "x"\nlicense = "MIT"\n', 4, "'license'", "'licence'"),
        ('[[models]]\nname = "a"\npath = "x"\n\n[[models]]\nname = "b"\npth = "y"\n', 7, "'pth'", "'path'"),
        ('[model]\nname = "a"\n', 1, "'model'", "'models'"),
        ('[defaults]\njugde = "demo-judge"\n', 2, "'jugde'", "'judge'"),
        ('[defaults]\njudge = "demo-juge"\n', None, "'demo-juge'", "'demo-judge'"),
        ('[[models]]\nname = "a"\npath = "x"\nbase_model = "demo-jude"\n', 4, "'demo-jude'", "'demo-judge'"),
        ('[[models]]\nname = "a"\n', 1, "exactly one source", "docs/models.md"),
        ('[[models]]\nname = "a"\nrepo = "o/r"\n', 1, "belong together", "docs/models.md"),
        ('[[models]]\nname = "a"\npath = "x"\nrole = "boss"\n', 4, "role", "docs/models.md"),
        ('[[models]]\npath = "x"\n', 1, "without a name", "name"),
        ('[[models]]\nname = "a"\npath = "x"\n[[models]]\nname = "a"\npath = "y"\n', 4, "twice", "rename"),
        ('[[models]]\nname = "a\n', 2, "not valid TOML", "docs/models.md"),
        ('[models.a]\npath = "x"\n', None, "list of tables", "[[models]]"),
        ('[[models]]\nname = "a"\npath = "x"\nchat_template = "no.jinja"\n', 4, "no.jinja", "chat_template"),
    ],
)
def test_a_fault_names_file_line_and_remedy(
    home: Home, text: str, line: int | None, message: str, hint: str
) -> None:
    write(home, text)
    error = fault(home)
    assert str(home.catalogue) in error.message
    assert message in error.message
    assert hint in error.remedy
    if line:
        assert f"line {line}" in error.message


def test_a_file_that_is_no_text(home: Home) -> None:
    home.root.mkdir()
    home.catalogue.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in fault(home).message


def test_an_unknown_name_gets_the_nearest(home: Home) -> None:
    with pytest.raises(InputError, match="demo-jugde") as caught:
        load_catalogue(home).get("demo-jugde")
    assert "'demo-judge'" in caught.value.remedy


def test_a_path_to_a_file_is_a_name(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "My model (1).gguf"
    file.write_bytes(b"GGUF")
    entry = load_catalogue(home).get(str(file))
    assert locate(entry, home) == file
    with pytest.raises(InputError, match="no model file"):
        load_catalogue(home).get(str(tmp_path / "other.gguf"))


def test_a_template_beside_the_catalogue_is_read(home: Home) -> None:
    write(home, '[[models]]\nname = "a"\npath = "x.gguf"\nchat_template = "my.jinja"\n')
    (home.root / "my.jinja").write_text("{{ messages }}", encoding="utf-8")
    assert load_catalogue(home).get("a").chat_template == "{{ messages }}"


def test_what_is_absent_says_how_to_get_it(home: Home) -> None:
    write(
        home,
        '[[models]]\nname = "far"\nrepo = "o/r"\nfile = "f.gguf"\n'
        '[[models]]\nname = "gone"\npath = "x.gguf"\n',
    )
    catalogue = load_catalogue(home)
    assert not is_present(catalogue.get("far"), home)
    with pytest.raises(InputError, match="models pull far"):
        locate(catalogue.get("far"), home)
    with pytest.raises(InputError, match="gone"):
        locate(catalogue.get("gone"), home)


def test_verify_tells_a_changed_file(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "m.gguf"
    file.write_bytes(b"abc")
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    write(
        home,
        f"[[models]]\nname = 'm'\npath = '{file}'\nsha256 = '{sha256}'\n"
        f"[[models]]\nname = 'n'\npath = '{file}'\n",
    )
    catalogue = load_catalogue(home)
    seen: list[int] = []
    assert verify(catalogue.get("m"), home, lambda what, done, total: seen.append(done)).ok
    assert seen == [3]
    assert verify(catalogue.get("n"), home).ok is None
    file.write_bytes(b"abd")
    assert verify(catalogue.get("m"), home).ok is False


def test_the_built_in_catalogue_holds_what_it_promises(home: Home) -> None:
    entries = load_catalogue(home).entries
    for memory in ("laptop-8", "laptop-16", "workstation-24", "workstation-48"):
        roles = [entry.role for entry in entries.values() if entry.memory == memory]
        assert "any" in roles, f"a general instruct model for {memory}"
    families = (
        "qwen3-",
        "qwen3.5-",
        "gemma-4-",
        "ministral-3-",
        "gpt-oss-",
        "flow-judge",
        "selene-1",
        "prometheus-2",
    )
    for family in families:
        assert any(name.startswith(family) for name in entries), family
    for entry in entries.values():
        assert entry.licence, f"{entry.name} names its licence"
        assert entry.sha256 is None or entry.revision, f"{entry.name}: a hash without a revision grows stale"
        assert entry.role != "judge" or entry.base_model or entry.is_demo
