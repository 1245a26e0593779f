"""Self-preference: does a judge prefer responses of its own model family more than people do?"""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from touchstone.evaluation.agreement.align import PreferenceItem
from touchstone.evaluation.card.contents import Line, Table
from touchstone.evaluation.statistics.figures import Figures
from touchstone.evaluation.statistics.measures import Difference, mean

_FAMILIES = {
    "Llama": r"llama|vicuna|alpaca|judgelm|pandalm|auto-?j\b|selene|prometheus-(?:7|13)b-v1|tulu|koala|wizardlm",
    "Mistral": r"mistral|mixtral|ministral|magistral|zephyr|prometheus-(?:7b|8x7b|bgb)-?v?2?",
    "Qwen": r"qwen|qwq|compassjudger",
    "Gemma": r"gemma",
    "Gemini": r"gemini|palm-?2|\bbard\b",
    "Phi": r"\bphi[-_ ]?\d|flow-judge",
    "GPT": r"\bgpt|chatgpt|davinci|\bo[134](?:-|\b)",
    "Claude": r"claude",
    "DeepSeek": r"deepseek",
    "GLM": r"\bglm|chatglm|critiquellm",
    "Command": r"command|\baya\b|cohere",
    "Yi": r"\byi-",
    "Falcon": r"falcon",
    "OLMo": r"olmo",
    "Granite": r"granite",
    "InternLM": r"internlm",
    "SmolLM": r"smollm",
}
OWN_JUDGED, OWN_LABELLED, MORE = "own family wins: judge", "own family wins: people", "judge less people"


def family_of(names: Iterable[str | None]) -> str | None:
    """The model family that the first telling one of these names is of; None where none tells."""
    for name in names:
        for family, pattern in _FAMILIES.items():
            if name and re.search(pattern, name, re.IGNORECASE):
                return family
    return None


def kin_table(
    family: str | None, judge: str, sets: Iterable[tuple[str, Sequence[PreferenceItem]]], seed: int
) -> Table:
    """One line for each set with labelled pairs of which just one side is of the judge's family."""
    table = Table(
        name="kin",
        title="Responses of its own family",
        about="In labelled pairs with one response of the judge's model family: how often that one wins, by the "
        "judge and by people (a tie counts one half). The difference is self-preference; how good the responses are "
        "is in both.",
        columns=(OWN_JUDGED, OWN_LABELLED, MORE),
        drawn=2,
    )
    if family is None:
        return table.model_copy(update={"lacking": f"the name {judge} tells no model family"})
    lines = [line for name, items in sets if (line := _line(family, name, items, seed)) is not None]
    why = f"no labelled pair has one response by a system whose name tells the family {family}"
    return table.model_copy(update={"lines": tuple(lines), "lacking": "" if lines else why})


def _line(family: str, name: str, items: Sequence[PreferenceItem], seed: int) -> Line | None:
    judged: list[float] = []
    labelled: list[float] = []
    groups: list[str] = []
    for item in items:
        own = [family_of([system]) == family for system in item.systems]
        if item.judged is None or item.label is None or own[0] == own[1] or None in item.systems:
            continue
        side = "A" if own[0] else "B"
        groups.append(item.group)
        judged.append(0.5 if item.judged == "tie" else float(item.judged == side))
        labelled.append(0.5 if item.label == "tie" else float(item.label == side))
    if not groups:
        return None
    figures = Figures(groups, seed)
    one, other = mean(np.array(judged)), mean(np.array(labelled))
    return Line(
        name=name,
        label=name,
        items=len(groups),
        groups=figures.groups,
        figures=(
            figures.make("judge", OWN_JUDGED, one),
            figures.make("people", OWN_LABELLED, other),
            figures.make("more", MORE, Difference(one, other)),
        ),
        note=f"family {family}",
    )
