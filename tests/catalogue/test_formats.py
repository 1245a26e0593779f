"""Formats declared in TOML: files and entries of models.toml; every fault with its file and line."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchstone.catalogue import load_catalogue, read_format
from touchstone.domain.format import DeclaredFormat
from touchstone.domain.model import FORMATS, OWN_FORMAT
from touchstone.errors import InputError
from touchstone.judging import judge_format
from touchstone.paths import Home

GOOD = '''name = "mine"

[pairwise]
prompt = """
Which is better, {response_a} or {response_b}, as an answer to {instruction}? {{A}} or {{B}}
"""
labels = { A = "A", B = "B" }
pattern = '([AB])'
'''


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_one(tmp_path: Path) -> None:
    declared = read_format(write(tmp_path, GOOD))
    assert declared.pairwise
    assert declared.pairwise.prompt.endswith("{{A}} or {{B}}"), "without the line ends around it"
    form = judge_format(str(tmp_path / "mine.toml"))
    assert form
    assert form.protocols() == ("pairwise",)
    assert form.version.startswith("mine-")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("pattern", "patern", 8, "pairwise.patern: unknown key; did you mean 'pattern'?"),
        ("'([AB])'", "'[AB]'", 8, "a group in it"),
        ("'([AB])'", "'([AB)'", 8, "not a regular expression"),
        ("{response_a}", "{response}", 3, "no place {response_a}"),
        ("{instruction}", "{instruction} {levels}", 3, "no use for {levels}"),
        ("{{A}}", "{", 4, "pairwise.prompt"),
        ("{{A}}", "{}", 4, "a place is a name in braces"),
        ('B = "B"', 'tie = "B"', 3, "pairwise has labels (A, B, tie; the first two are needed)"),
        ('B = "B"', 'B = ""', 7, "pairwise.labels.B"),
        ('B = "B"', 'B = "a"', 7, "each label needs a spelling of its own"),
        ("pattern", 'then = "x"\npattern', 3, "`then` follows a text"),
        ("[pairwise]", "[pairs]", 3, "pairs: unknown key"),
        ('"mine"', '"my own"', 1, "name"),
        ("[pairwise]", "max = 3\n[pairwise]", 3, "max: unknown key"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    path = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(InputError) as told:
        read_format(path)
    assert told.value.message.startswith(f"{path}, line {line}: "), told.value.message
    assert message in told.value.message
    assert "docs/judge-formats.md" in told.value.remedy


def test_what_is_no_format_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not valid TOML"):
        read_format(write(tmp_path, "name ="))
    with pytest.raises(InputError, match="declares none of binary, ordinal, holistic, pairwise"):
        read_format(write(tmp_path, 'name = "x"'))
    grades = 'prompt = "{instruction} {response} {criterion} {levels}"\npattern = "(.)"\n'
    asked = 'prompt = "{instruction} {response} {criterion}"\npattern = "(.)"\nuntil = "so:"\n'
    labels = 'labels = { met = "yes", "not met" = "no" }\n'
    with pytest.raises(InputError, match="both write until something, or neither"):
        read_format(write(tmp_path, f'name = "x"\n[ordinal]\n{grades}[binary]\n{asked}{labels}'))
    with pytest.raises(InputError, match="cannot be read"):
        read_format(tmp_path / "none.toml")


@given(text=st.text() | st.text("[]{}='\"\n pairwise.labels_", max_size=60))
def test_any_text_is_a_format_or_told_to_be_none(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError):
        read_format(path)


def entry(home: Home, text: str) -> str | DeclaredFormat:
    home.catalogue.write_text(f'[[models]]\nname = "mine"\npath = "mine.gguf"\n{text}\n', encoding="utf-8")
    return load_catalogue(home).get("mine").format


def test_an_entry_names_a_format_a_file_or_declares_one(home: Home, tmp_path: Path) -> None:
    assert entry(home, "") == OWN_FORMAT
    assert entry(home, 'format = "judgelm"') == "judgelm"
    write(tmp_path, GOOD)
    assert entry(home, 'format = "mine.toml"') == str(tmp_path / "mine.toml")
    inline = GOOD.replace('name = "mine"\n', "").replace("[pairwise]", "[models.format.pairwise]")
    declared = entry(home, inline)
    assert isinstance(declared, DeclaredFormat)
    assert declared.name == "mine"


def test_an_entry_s_format_is_checked(home: Home, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"models.toml, line 4 \(model 'mine'\): there is no format 'judglm'"
    ) as told:
        entry(home, 'format = "judglm"')
    assert "judgelm" in told.value.remedy
    with pytest.raises(InputError, match=r"line 4 .*no file at .*other.toml"):
        entry(home, 'format = "other.toml"')
    with pytest.raises(InputError, match=r"line 4 .*there is no format 3"):
        entry(home, "format = 3")
    write(tmp_path, GOOD.replace("pattern", "patern"))
    with pytest.raises(InputError, match=r"mine.toml, line 8: pairwise.patern: unknown key"):
        entry(home, 'format = "mine.toml"')
    inline = GOOD.replace('name = "mine"\n', "").replace("[pairwise]", "[models.format.pairwise]")
    with pytest.raises(InputError, match=r"line 10 \(model 'mine'\): format.pairwise.patern: unknown key"):
        entry(home, inline.replace("pattern", "patern"))


def test_every_named_format_is_there(home: Home) -> None:
    assert all((judge_format(name) is None) == (name == OWN_FORMAT) for name in FORMATS)
    named = {each.format for each in load_catalogue(home).entries.values() if isinstance(each.format, str)}
    assert named <= set(FORMATS)


def test_the_examples_of_the_documentation_are_valid(home: Home, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "judge-formats.md").read_text(encoding="utf-8")
    first, file, inline = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "my-judge.toml").write_text(file, encoding="utf-8")
    form = judge_format(str(tmp_path / "my-judge.toml"))
    assert form
    assert form.tasks["pairwise"].parse("... Verdict: B") == "B"
    home.catalogue.write_text(first + inline, encoding="utf-8")
    entries = load_catalogue(home).entries
    assert entries["my-prometheus"].format == "prometheus-2"
    declared = judge_format(entries["my-judge"].format)
    assert declared
    assert declared.protocols() == ("criteria", "holistic")
