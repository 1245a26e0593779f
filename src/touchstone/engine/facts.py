"""What a model file is and what it needs, from its metadata alone: no weights are loaded."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from touchstone.engine.llama import open_vocab
from touchstone.engine.memory import Plan, Room, plan
from touchstone.engine.settings import EngineSettings
from touchstone.errors import InputError

_FILE_TYPES = {
    0: "F32",
    1: "F16",
    2: "Q4_0",
    3: "Q4_1",
    7: "Q8_0",
    8: "Q5_0",
    9: "Q5_1",
    10: "Q2_K",
    11: "Q3_K_S",
    12: "Q3_K_M",
    13: "Q3_K_L",
    14: "Q4_K_S",
    15: "Q4_K_M",
    16: "Q5_K_S",
    17: "Q5_K_M",
    18: "Q6_K",
    19: "IQ2_XXS",
    20: "IQ2_XS",
    22: "IQ3_XS",
    23: "IQ3_XXS",
    24: "IQ1_S",
    25: "IQ4_NL",
    26: "IQ3_S",
    27: "IQ3_M",
    28: "IQ2_S",
    29: "IQ2_M",
    30: "IQ4_XS",
    31: "IQ1_M",
    32: "BF16",
    38: "MXFP4",
}
"""llama.cpp's numbers of `general.file_type`."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A model file's metadata. `plans`: its sizes in each room that was asked about; None where it has no place.

    `quantisation` is "" where the file does not say it, `trained_context` 0; `layers` counts the model's own.
    """

    architecture: str
    quantisation: str
    trained_context: int
    layers: int
    has_template: bool
    plans: tuple[Plan | None, ...]


def file_facts(settings: EngineSettings, rooms: Sequence[Room]) -> FileFacts:
    """Reads the file's metadata and plans its sizes. Takes up to half a second for a large vocabulary.

    Raises InputError for a file that is no model.
    """
    with contextlib.closing(open_vocab(settings.path)) as vocab:
        plans: list[Plan | None] = []
        for room in rooms:
            try:
                plans.append(plan(settings, vocab, room))
            except InputError:
                plans.append(None)
        architecture = vocab.meta("general.architecture")
        file_type = vocab.meta("general.file_type")
        return FileFacts(
            architecture=architecture,
            quantisation=_FILE_TYPES.get(int(file_type), "") if file_type.isdigit() else "",
            trained_context=int(vocab.meta(f"{architecture}.context_length", "0")),
            layers=int(vocab.meta(f"{architecture}.block_count", "0")),
            has_template=bool(vocab.template),
            plans=tuple(plans),
        )
