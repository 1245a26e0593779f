"""Adding models to the user's own catalogue."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.catalogue import add_file, add_repo, load_catalogue, toml_value, verify
from touchstone.errors import InputError
from touchstone.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def model(folder: Path, name: str = "m.gguf") -> Path:
    path = folder / name
    path.write_bytes(b"GGUF and more")
    return path


def test_a_file_is_added_where_it_is(home: Home, tmp_path: Path) -> None:
    path = model(tmp_path, 'a "strange" näme.gguf')
    entry = add_file(home, "mine", path, "judge")
    assert (entry.path, entry.role, entry.size) == (str(path), "judge", 13)
    assert verify(entry, home).ok


def test_what_the_user_wrote_stays(home: Home, tmp_path: Path) -> None:
    home.root.mkdir()
    home.catalogue.write_text('# my models\n[defaults]\njudge = "demo-judge"  # for now', encoding="utf-8")
    add_file(home, "one", model(tmp_path))
    add_repo(home, "two", "owner/repo", "file.gguf", revision="v1")
    assert home.catalogue.read_text(encoding="utf-8").startswith("# my models\n[defaults]")
    catalogue = load_catalogue(home)
    assert catalogue.get("two").revision == "v1"
    assert catalogue.own == {"one", "two"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("demo-judge", b"GGUF", "already"),
        ("no spaces", b"GGUF", "cannot be a name"),
        ("fine", b"PK..", "not a GGUF"),
        ("fine", None, "cannot be read"),
    ],
)
def test_refused(home: Home, tmp_path: Path, name: str, content: bytes | None, message: str) -> None:
    path = tmp_path / "m.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=message):
        add_file(home, name, path)
    assert not home.catalogue.exists()


def test_a_file_outside_the_repository_is_refused(home: Home) -> None:
    with pytest.raises(InputError, match="no file of a hub repository"):
        add_repo(home, "far", "owner/repo", "../../etc/passwd")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_toml(text: str) -> None:
    assert tomllib.loads(f"x = {toml_value(text)}") == {"x": text}
