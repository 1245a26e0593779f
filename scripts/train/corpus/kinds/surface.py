"""Constraints on form: case, quotation marks, highlighting, and those on punctuation and digits."""

import random
import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.kinds.marks import Exclamation, HasDigits, NoCommas, NoDigits, NoExclamation
from scripts.train.corpus.sentences import World

__all__ = ["Case", "Exclamation", "HasDigits", "Highlight", "NoCommas", "NoDigits", "NoExclamation", "Quoted"]


class Case(Kind):
    name, stage, slot = "case", 3, "case"
    asks: ClassVar[tuple[str, ...]] = (
        "write everything in {case}",
        "use only {case}",
        "keep all letters in {case}",
        "put the whole text in {case}",
        "write in {case} throughout",
        "write in {case} only",
        "type the whole answer in {case}",
        "put the response entirely in {case}",
        "keep to {case} throughout",
        "use only {case} in the text",
        "reply in {case} from start to end",
        "stick to {case} for every word",
        "have the entire text in {case}",
        "let every word be in {case}",
        "write the entire response in {case}",
        "keep to {case} from beginning to end",
        "format the whole reply in {case}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is written entirely in {case}",
        "uses only {case}",
        "keeps all letters in {case}",
        "is in {case} as a whole",
        "is in {case} throughout",
        "is typed in {case} only",
        "stays in {case} from start to end",
        "sticks to {case}",
        "has every word in {case}",
        "stays entirely in {case}",
        "consists of {case} only",
        "is in {case} from beginning to end",
        "keeps every word in {case}",
        "uses {case} throughout",
        "is entirely in {case} from start to end",
        "is written wholly in {case}",
        "sticks to {case} for every word",
    )
    words: ClassVar[dict[str, tuple[str, ...]]] = {
        "lower": ("lowercase letters", "lower case", "small letters", "lowercase"),
        "upper": ("capital letters", "upper case", "capitals", "uppercase letters", "uppercase"),
    }

    def draw(self, world: World) -> Params:
        return {"key": world.rng.choice(("lower", "upper"))}

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        words = self.words[str(params["key"])]
        return {"case": rng.choice(words) if rng else words[0]}

    def check(self, text: str, params: Params) -> bool:
        return text == (text.lower() if params["key"] == "lower" else text.upper())

    def meet(self, draft: Draft, params: Params) -> None:
        draft.case = str(params["key"])

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.3:
            draft.case = "upper" if params["key"] == "lower" else "lower"

    def why(self, text: str, params: Params) -> str:
        letters = self.words[str(params["key"])][0]
        return f"It {'has' if self.check(text, params) else 'does not have'} {letters} only."


class Quoted(Kind):
    name, stage, slot = "quoted", 3, "whole"
    asks: ClassVar[tuple[str, ...]] = (
        "wrap the whole text in double quotation marks",
        "put everything in double quotation marks",
        "enclose your answer in double quotes",
        "set the whole text in quotation marks",
        "put the entire response in double quotes",
        "put double quotation marks around your whole answer",
        "start and end your answer with double quotes",
        "surround the text with double quotation marks",
        "quote the entire text",
        "wrap your entire response with double quotation marks",
        "enclose the entire response in quotation marks",
        "surround everything with quotation marks",
        "begin and finish the text with a double quotation mark",
        "put your whole reply inside quotation marks",
        "put double quotes around everything",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is wrapped in double quotation marks",
        "stands in double quotation marks as a whole",
        "is enclosed in double quotes",
        "is set in quotation marks",
        "is surrounded by double quotation marks",
        "is entirely in double quotes",
        "starts and ends with double quotes",
        "has double quotation marks around the whole text",
        "is surrounded by double quotes",
        "is quoted from start to end",
        "begins and ends with a double quotation mark",
        "is wrapped in double quotes from start to end",
        "is placed inside quotation marks",
        "stands inside double quotes as a whole",
        "is enclosed in quotation marks as a whole",
    )

    def check(self, text: str, params: Params) -> bool:
        return len(text) > 1 and text.startswith('"') and text.endswith('"')

    def meet(self, draft: Draft, params: Params) -> None:
        draft.quoted = True

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            paragraph = draft.world.rng.choice(draft.paragraphs)
            paragraph[0] = f'"{paragraph[0]}"'

    def why(self, text: str, params: Params) -> str:
        return f"It {'is' if self.check(text, params) else 'is not'} in quotation marks."


class Highlight(Kind):
    name, stage = "highlight", 2
    asks: ClassVar[tuple[str, ...]] = (
        "highlight a part of the text with asterisks, like *this*",
        "set some words in *asterisks*",
        "mark at least one phrase with asterisks, like *this*",
        "use *asterisks* around some words",
        "put *asterisks* around a phrase",
        "highlight at least one section with asterisks, like *this section*",
        "emphasise some words with *asterisks*",
        "use asterisks to mark a phrase, like *this*",
        "highlight one phrase or more with *asterisks*",
        "highlight some words with asterisks, like *this*",
        "make one part stand out with *asterisks*",
        "put one word or more between *asterisks*",
        "mark a section with *asterisks*",
    )
    says: ClassVar[tuple[str, ...]] = (
        "highlights a part with asterisks",
        "sets some words in *asterisks*",
        "marks at least one phrase with asterisks",
        "uses *asterisks* around some words",
        "puts *asterisks* around a phrase",
        "highlights at least one section with asterisks",
        "emphasises some words with *asterisks*",
        "has a phrase marked with asterisks",
        "has at least one phrase in *asterisks*",
        "highlights some words with asterisks",
        "makes one part stand out with *asterisks*",
        "puts one word or more between *asterisks*",
        "has a section in *asterisks*",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(r"\*[^*\n]+\*", text))

    def meet(self, draft: Draft, params: Params) -> None:
        paragraph = draft.world.rng.choice(draft.paragraphs)
        words = paragraph[0][:-1].split()
        at = draft.world.rng.randrange(len(words))
        words[at] = f"*{words[at]}*"
        paragraph[0] = " ".join(words) + paragraph[0][-1]

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            paragraph = draft.world.rng.choice(draft.paragraphs)
            words = paragraph[0][:-1].split()
            words[-1] = f"{draft.world.rng.choice('(_~')}{words[-1]}"
            paragraph[0] = " ".join(words) + paragraph[0][-1]

    def why(self, text: str, params: Params) -> str:
        return f"{'Some' if self.check(text, params) else 'No'} words are in asterisks."
