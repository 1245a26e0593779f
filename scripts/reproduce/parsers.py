"""From the benchmarks' own rows to rows of a dataset, labelled exactly as the paper's loaders label them.

(wang-zijie/generating_dynamic_rubric, src/eval_pairwise.py and src/eval_pointwise.py: which rows, which text is the
prompt, majority votes with ties broken by random.Random(42) in file order, ties between responses left out.)
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from touchstone.domain.base import content_hash
from touchstone.errors import InputError

Row = Mapping[str, Any]
_SEED = 42
_WINNERS = {"model_a": "A", "model_b": "B", "tie": "tie"}
HELPSTEER2_PARTS = ("helpfulness", "correctness", "coherence")
"""The ratings whose mean is the paper's gold score."""


def _field(row: Row, name: str, kind: type | tuple[type, ...], place: str) -> Any:
    """The row's field. Raises InputError, which names the row, where it is missing or of another kind."""
    value = row.get(name) if isinstance(row, Mapping) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise InputError(
            f"{place}: the field {name!r} is {'missing' if value is None else f'{value!r:.60}'}",
            "this is another file, or another version of it, than the paper's; see docs/reproducing.md",
        )
    return value


def _group(prompt: str) -> str:
    return content_hash(prompt, 12)


def _majority(votes: Sequence[str], rng: random.Random) -> str:
    """The commonest vote; of several as common, one by chance."""
    counts = Counter(votes)
    most = max(counts.values())
    return rng.choice([vote for vote, count in counts.items() if count == most])


def _pair(number: int, texts: Sequence[str], label: str, **more: Any) -> dict[str, Any]:
    """The row of a pair; `texts` are the prompt and both responses."""
    prompt, one, other = texts
    told = {"prompt": prompt, "response_a": one, "response_b": other, "label": label}
    return {"id": f"pair-{number}", "group": _group(prompt), **told, **more}


def _said(conversation: Sequence[Row], role: str, place: str) -> str:
    """All that a role says in a conversation, as one text."""
    turns = [turn for turn in conversation if _field(turn, "role", str, place) == role]
    return "\n\n".join(_field(turn, "content", str, place) for turn in turns)


def mt_bench(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Pairs of MT-Bench's human judgements: the majority of all votes on a question and two models, both turns."""
    votes: dict[tuple[Any, ...], list[str]] = {}
    texts: dict[tuple[Any, ...], tuple[str, str, str]] = {}
    for number, row in enumerate(rows, start=1):
        place = f"MT-Bench, row {number}"
        key = (
            _field(row, "question_id", (int, str), place),
            _field(row, "model_a", str, place),
            _field(row, "model_b", str, place),
        )
        winner = _field(row, "winner", str, place)
        if winner not in _WINNERS:
            raise InputError(f"{place}: the winner {winner!r} is none of {', '.join(_WINNERS)}", "correct it")
        votes.setdefault(key, []).append(_WINNERS[winner])
        one, other = (
            _field(row, name, (list, tuple), place) for name in ("conversation_a", "conversation_b")
        )
        texts.setdefault(
            key, (_said(one, "user", place), _said(one, "assistant", place), _said(other, "assistant", place))
        )
    rng = random.Random(_SEED)
    labels = {key: _majority(said, rng) for key, said in votes.items()}
    return [
        _pair(number, texts[key], label, annotators=votes[key], system_a=key[1], system_b=key[2])
        for number, (key, label) in enumerate(labels.items())
        if label != "tie"
    ]


def alpaca_eval(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Pairs of AlpacaFarm's human cross-annotations, split eval: the majority of the annotators."""
    votes: dict[tuple[str, str, str], list[str]] = {}
    for number, row in enumerate(rows, start=1):
        place = f"AlpacaEval, row {number}"
        if _field(row, "datasplit", str, place) != "eval":
            continue
        one, other, third = (
            _field(row, name, str, place) for name in ("instruction", "output_1", "output_2")
        )
        preference = _field(row, "preference", int, place)
        if preference not in (1, 2):
            raise InputError(f"{place}: the preference {preference!r} is neither 1 nor 2", "correct it")
        votes.setdefault((one, other, third), []).append("AB"[preference - 1])
    rng = random.Random(_SEED)
    return [
        _pair(number, texts, _majority(said, rng), annotators=said)
        for number, (texts, said) in enumerate(votes.items())
    ]


def _scored(rows: Sequence[Row]) -> dict[str, list[tuple[str, str, float]]]:
    """For each BiGGen prompt (model, response, human score) of its responses."""
    found: dict[str, list[tuple[str, str, float]]] = {}
    for number, row in enumerate(rows, start=1):
        place = f"BiGGen, row {number}"
        score = float(_field(row, "human_score", (int, float), place))
        if not 1 <= score <= 5:
            raise InputError(f"{place}: the human_score {score:g} is not between 1 and 5", "correct it")
        prompt, response, model = (
            _field(row, name, str, place) for name in ("input", "response", "model_name")
        )
        found.setdefault(prompt, []).append((model, response, score))
    return found


def biggen_pairs(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Pairs of BiGGen's responses to a prompt with different human scores."""
    made: list[dict[str, Any]] = []
    for prompt, answers in _scored(rows).items():
        for (one, text, score), (other, second, rival) in combinations(answers, 2):
            if score != rival:
                label = "A" if score > rival else "B"
                made.append(_pair(len(made), (prompt, text, second), label, system_a=one, system_b=other))
    return made


def biggen_scores(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """BiGGen's responses with their human scores, 1 to 5."""
    return [
        {
            "id": f"prompt-{number}",
            "group": _group(prompt),
            "prompt": prompt,
            "responses": [
                {"system": model, "response": response, "score": score} for model, response, score in answers
            ],
            "score_min": 1,
            "score_max": 5,
        }
        for number, (prompt, answers) in enumerate(_scored(rows).items())
    ]


def helpsteer2(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """HelpSteer2's responses; the score is the mean of three of its ratings, 0 to 4."""
    made: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=1):
        place = f"HelpSteer2, row {number}"
        ratings = [float(_field(row, name, (int, float), place)) for name in HELPSTEER2_PARTS]
        if not all(0 <= rating <= 4 for rating in ratings):
            raise InputError(f"{place}: a rating is not between 0 and 4: {ratings}", "correct it")
        prompt, response = (_field(row, name, str, place) for name in ("prompt", "response"))
        made.append(
            {
                "id": f"response-{number}",
                "group": _group(prompt),
                "prompt": prompt,
                "response": response,
                "score": sum(ratings) / len(ratings),
                "score_min": 0,
                "score_max": 4,
            }
        )
    return made
