"""Choosing defaults in the user's own models.toml without touching the rest of it."""

import tomllib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from touchstone.catalogue import load_catalogue, set_default
from touchstone.errors import InputError
from touchstone.paths import Home


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("home"))


def own(home: Home, text: str) -> None:
    home.catalogue.write_bytes(text.encode())


def said(home: Home) -> str:
    return home.catalogue.read_bytes().decode()


def test_without_a_file_one_is_made(home: Home) -> None:
    assert set_default(home, "judge", "qwen3.5-4b") == home.catalogue
    assert said(home) == '[defaults]\njudge = "qwen3.5-4b"\n'
    assert load_catalogue(home).default("judge").name == "qwen3.5-4b"
    assert load_catalogue(home).default("generator").name == "demo-generator"


BEFORE = """# my models
[defaults]  # chosen with care
judge = "demo-judge"  # for now

# the big one
[[models]]
name = "big"
path = "big.gguf"
notes = 'judge = "demo-judge"'
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_comments_and_line_ends_stay(home: Home, ends: str) -> None:
    before = BEFORE.replace("\n", ends)
    own(home, before)
    set_default(home, "judge", "big")
    assert said(home) == before.replace('judge = "demo-judge"  # for', 'judge = "big"  # for')
    set_default(home, "generator", "big")
    assert said(home) == before.replace(
        f'care{ends}judge = "demo-judge"', f'care{ends}generator = "big"{ends}judge = "big"'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('defaults = { judge = "demo-judge" }\n', 'defaults = { judge = "qwen3.5-4b" }\n'),
        ('defaults.judge = "demo-judge"', 'defaults.judge = "qwen3.5-4b"'),
        ("[defaults]", '[defaults]\njudge = "qwen3.5-4b"\n'),
        ("\ufeff[defaults]\r\n", '\ufeff[defaults]\r\njudge = "qwen3.5-4b"\r\n'),
        ("# nothing yet", '# nothing yet\n\n[defaults]\njudge = "qwen3.5-4b"\n'),
        (
            '[[models]]\nname = "m"\npath = "m.gguf"\nnotes = """\n[defaults]\n"""\n',
            '[[models]]\nname = "m"\npath = "m.gguf"\nnotes = """\n[defaults]\n"""\n\n'
            '[defaults]\njudge = "qwen3.5-4b"\n',
        ),
    ],
)
def test_every_way_to_write_defaults(home: Home, before: str, after: str) -> None:
    own(home, before)
    set_default(home, "judge", "qwen3.5-4b")
    assert said(home) == after


def test_what_cannot_be_changed_safely_is_left_to_the_user(home: Home) -> None:
    text = 'defaults = { judge = "demo-judge" }\n'
    own(home, text)
    with pytest.raises(InputError, match="not changed automatically") as caught:
        set_default(home, "generator", "qwen3.5-4b")
    assert 'generator = "qwen3.5-4b"' in caught.value.remedy
    assert said(home) == text


@pytest.mark.parametrize(
    ("role", "name", "message"),
    [
        ("judge", "nothing", "no model is called"),
        ("judge", "demo-base", "made as a base"),
        ("generator", "demo-judge", "made as a judge"),
    ],
)
def test_an_unfit_model_is_refused(home: Home, role: str, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        set_default(home, role, name)  # type: ignore[arg-type]
    assert not home.catalogue.exists()


def test_a_link_stays_a_link(home: Home) -> None:
    real = home.root / "dotfiles.toml"
    real.write_text("# mine\n")
    home.catalogue.symlink_to(real)
    set_default(home, "judge", "qwen3.5-4b")
    assert home.catalogue.is_symlink()
    assert "qwen3.5-4b" in real.read_text()


LINES = ["# judge = 'x'", "", 'judge = "demo-judge"', "generator = 'demo-generator' # g", "[defaults]"]
LINES += ["[[models]]", 'name = "m"', 'path = "judge.gguf"', 'notes = """', '"""', "  [ defaults ] # d"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(LINES), max_size=9), st.sampled_from(["judge", "generator"]))
def test_only_the_default_changes(home: Home, lines: list[str], role: str) -> None:
    text = "\n".join(lines)
    own(home, text)
    try:
        load_catalogue(home)
    except InputError:
        return
    wanted = tomllib.loads(text)
    set_default(home, role, "qwen3.5-4b")  # type: ignore[arg-type]
    wanted.setdefault("defaults", {})[role] = "qwen3.5-4b"
    assert tomllib.loads(said(home)) == wanted
    left = said(home).splitlines()
    assert all(line in left for line in lines if line.startswith("#"))
