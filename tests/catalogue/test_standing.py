"""How models stand on this machine."""

from pathlib import Path

import pytest

from touchstone.catalogue import Standing, load_catalogue, standings
from touchstone.domain.model import ModelEntry
from touchstone.paths import Home


@pytest.mark.parametrize(
    ("file", "quantisation"),
    [
        ("Qwen3.5-4B-Q4_K_M.gguf", "Q4_K_M"),
        ("model.q8_0.gguf", "Q8_0"),
        ("gpt-oss-20b-mxfp4.gguf", "MXFP4"),
        ("x-IQ2_XXS.gguf", "IQ2_XXS"),
        ("x-BF16.gguf", "BF16"),
        ("demo-judge.gguf", ""),
        ("faq10.gguf", ""),
    ],
)
def test_a_file_s_name_says_how_weights_are_stored(file: str, quantisation: str) -> None:
    entry = ModelEntry(name="m", path=file)
    assert Standing(entry, Path(file), False, None, (), False).quantisation == quantisation


def test_models_stand_in_the_order_of_their_machines(tmp_path: Path) -> None:
    home = Home(tmp_path)
    found = list(standings(load_catalogue(home), home))
    machines = list(dict.fromkeys(each.machine for each in found))
    assert machines[0] == "any machine"
    assert len(machines) == 5
    judge = next(each for each in found if each.entry.name == "demo-judge")
    assert judge.present
    assert judge.default_for == ("judge",)
    assert judge.size == judge.path.stat().st_size
