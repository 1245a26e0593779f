"""The answer cache: what a request gave, under its content key. A Failure is never cached."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from touchstone.domain.engine import Answer, Distribution
from touchstone.store.connection import Connection, insert_new
from touchstone.store.database import Database

_KEYS_A_QUERY = 500


def insert_answers(db: Database, answers: Mapping[str, Answer]) -> None:
    """Puts answers into the cache, inside the caller's transaction. The first answer to a request stays."""
    insert_new(db, "answers", [_row(key, answer) for key, answer in answers.items()])


def _row(key: str, answer: Answer) -> dict[str, object]:
    read = answer.distribution
    return {
        "request_key": key,
        "probabilities": None if read is None else json.dumps(read.probabilities),
        "label_mass": None if read is None else read.label_mass,
        "entropy": None if read is None else read.entropy,
        "text": answer.text,
        "finish": answer.finish,
        "truncated": answer.truncated,
        "written_entropy": answer.written_entropy,
        "surprise": answer.surprise,
    }


def _answer(row: Mapping[str, Any]) -> Answer:
    read = None
    if row["probabilities"] is not None:
        read = Distribution(json.loads(row["probabilities"]), row["label_mass"], row["entropy"])
    return Answer(read, row["text"], row["finish"], row["truncated"], row["written_entropy"], row["surprise"])


class Answers(Connection):
    """The cached answers of the database."""

    def save_answers(self, answers: Mapping[str, Answer]) -> None:
        """Caches answers (by request key) that belong to no run's unit."""
        with self.transaction() as db:
            insert_answers(db, answers)

    def cached_answers(self, keys: Sequence[str]) -> dict[str, Answer]:
        """The answers that are there, by request key, in the order of `keys`."""
        found: dict[str, Answer] = {}
        for start in range(0, len(keys), _KEYS_A_QUERY):
            part = tuple(keys[start : start + _KEYS_A_QUERY])
            marks = ",".join("?" * len(part))
            for row in self.rows(f"SELECT * FROM answers WHERE request_key IN ({marks})", part):
                found[row["request_key"]] = _answer(row)
        return {key: found[key] for key in keys if key in found}
