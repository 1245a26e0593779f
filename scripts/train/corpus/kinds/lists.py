"""Constraints that count entries: bullet points, numbered entries, placeholders."""

import random
import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.counts import Count


class Bullets(Count):
    name, unit, slot = "bullets", "bullet points", "list"
    units = ("bullets", "bulleted points")
    pattern = r"^- "
    numbered = False
    asks: ClassVar[tuple[str, ...]] = (
        "use {amount} {unit}",
        "write {amount} {unit}",
        "include {amount} {unit}",
        "answer with {amount} {unit}",
        "give {amount} {unit}",
        "add a list of {amount} {unit}",
        "give a list with {amount} {unit}",
        "make a list of {amount} {unit}",
        "list {amount} {unit}",
        "include a list of {amount} {unit}",
        "put in {amount} {unit}",
        "let the answer contain {amount} {unit}",
        "present it with {amount} {unit}",
        "let the text have {amount} {unit}",
        "write a list with {amount} {unit}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has {amount} {unit}",
        "contains {amount} {unit}",
        "includes {amount} {unit}",
        "gives {amount} {unit}",
        "uses {amount} {unit}",
        "comes with {amount} {unit}",
        "has a list of {amount} {unit}",
        "makes use of {amount} {unit}",
        "contains a list with {amount} {unit}",
        "includes a list of {amount} {unit}",
        "lists {amount} {unit}",
        "gives a list with {amount} {unit}",
        "is written with {amount} {unit}",
        "presents {amount} {unit}",
        "comes with a list of {amount} {unit}",
    )

    def count(self, text: str) -> int:
        return len(re.findall(self.pattern, text, flags=re.M))

    def resize(self, draft: Draft, count: int) -> None:
        draft.numbered = self.numbered
        draft.items = [draft.world.item() for _ in range(count)]
        draft.resize(max(len(draft.paragraphs), min(draft.sentences(), 3)))


class Numbered(Bullets):
    name, unit, slot = "numbered", "numbered entries", "list"
    units = ("numbered items", "numbered points")
    pattern = r"^\d+\. "
    numbered = True


class Placeholders(Count):
    name, unit, slot = "placeholders", "placeholders in square brackets", "placeholders"
    units = ("placeholders in brackets", "placeholders such as [name]", "bracketed placeholders")
    stage, high = 2, 4
    asks: ClassVar[tuple[str, ...]] = (
        "use {amount} {unit}",
        "write {amount} {unit}",
        "include {amount} {unit}",
        "leave {amount} {unit}",
        "give {amount} {unit}",
        "put in {amount} {unit}",
        "leave {amount} {unit} to be filled in",
        "let the text have {amount} {unit}",
        "make use of {amount} {unit}",
        "leave in {amount} {unit}",
        "add {amount} {unit}",
        "give the text {amount} {unit}",
        "let the answer contain {amount} {unit}",
        "include {amount} {unit} for what is not known",
        "put {amount} {unit} in the text",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has {amount} {unit}",
        "contains {amount} {unit}",
        "includes {amount} {unit}",
        "leaves {amount} {unit}",
        "uses {amount} {unit}",
        "comes with {amount} {unit}",
        "has {amount} {unit} to be filled in",
        "makes use of {amount} {unit}",
        "gives {amount} {unit}",
        "leaves {amount} {unit} to be filled in",
        "has {amount} {unit} in it",
        "works with {amount} {unit}",
        "includes {amount} {unit} for what is not known",
        "is written with {amount} {unit}",
        "contains {amount} {unit} to be filled in",
    )

    def _relation(self, rng: random.Random) -> str:
        return rng.choice(("at least", "at least", "exactly"))

    def count(self, text: str) -> int:
        return len(re.findall(r"\[[^\[\]]+\]", text))

    def resize(self, draft: Draft, count: int) -> None:
        rng = draft.world.rng
        names = rng.sample(("name", "date", "place", "time", "address", "price", "phone", "topic"), 8)
        for at in range(count):
            paragraph = rng.choice(draft.paragraphs)
            index = rng.randrange(len(paragraph))
            form = rng.choice((" at [{}]", " by [{}]", ", that is [{}]", " for [{}]"))
            paragraph[index] = paragraph[index][:-1] + form.format(names[at % 8]) + paragraph[index][-1]
