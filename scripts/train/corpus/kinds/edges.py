"""Constraints on the first and the last words: openings, endings, a closing question."""

import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.sentences import World, lead
from scripts.train.corpus.words import ENDINGS, OPENINGS, QUESTIONS


def bare(text: str) -> str:
    """The text in lower case without outer quotation marks and white space."""
    return text.strip().strip('"').strip().lower()


class StartsWith(Kind):
    name, stage, slot = "starts", 2, "start"
    asks: ClassVar[tuple[str, ...]] = (
        "start with '{phrase}'",
        'begin with the words "{phrase}"',
        "open with the phrase '{phrase}'",
        'let the first words be "{phrase}"',
        "start off with the words '{phrase}'",
        "begin with {phrase}",
        'start your response with "{phrase}"',
        "start off with '{phrase}'",
        'open with the words "{phrase}"',
        "begin your response with the phrase '{phrase}'",
        "make '{phrase}' the first words",
        'open your reply with "{phrase}"',
        "begin with exactly these words: {phrase}",
        "let the text start with '{phrase}'",
        'let the text begin with "{phrase}"',
        "use '{phrase}' as the first words",
        "put the words '{phrase}' at the very start",
    )
    says: ClassVar[tuple[str, ...]] = (
        "starts with '{phrase}'",
        'begins with the words "{phrase}"',
        "opens with the phrase '{phrase}'",
        'has "{phrase}" as its first words',
        "starts off with the words '{phrase}'",
        "begins with {phrase}",
        'opens with "{phrase}"',
        "starts with the phrase '{phrase}'",
        'opens with the words "{phrase}"',
        'begins with "{phrase}"',
        "has '{phrase}' at the very start",
        "starts off with '{phrase}'",
        "begins with exactly these words: {phrase}",
        'has the words "{phrase}" at its start',
        "has '{phrase}' as its very first words",
        'has the phrase "{phrase}" at the very beginning',
        "puts the words '{phrase}' first",
    )

    def draw(self, world: World) -> Params:
        return {"phrase": world.phrase(OPENINGS)}

    def probe(self, text: str, world: World) -> Params:
        words = text.strip().strip('"').split()
        size = world.rng.randint(2, 4)
        if world.rng.random() < 0.5:
            phrase = " ".join(words[:size])
        elif world.rng.random() < 0.6 and len(words) > 8:
            at = world.rng.randrange(1, len(words) - size)
            phrase = " ".join(words[at : at + size])
        elif world.rng.random() < 0.4 and len(words) > 5:
            phrase = " ".join([*words[: size - 1], words[-2].lower()])
        else:
            phrase = world.phrase(OPENINGS)
        return {"phrase": re.sub(r"[\"'{}]|[.,!?]+$", "", phrase) or "Well"}

    def check(self, text: str, params: Params) -> bool:
        return bare(text).startswith(str(params["phrase"]).lower())

    def meet(self, draft: Draft, params: Params) -> None:
        draft.title = draft.greeting = ""
        draft.paragraphs[0][0] = lead(str(params["phrase"]), draft.paragraphs[0][0])

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        if rng.random() < 0.4:
            self.meet(draft, {"phrase": draft.world.phrase(OPENINGS)})
        elif rng.random() < 0.6:
            draft.resize(draft.sentences() + (draft.sentences() < 2))
            paragraph = draft.paragraphs[-1]
            at = (
                rng.randrange(1 if len(draft.paragraphs) == 1 else 0, len(paragraph))
                if len(paragraph) > 1
                else 0
            )
            paragraph[at] = lead(str(params["phrase"]), paragraph[at])

    def why(self, text: str, params: Params) -> str:
        return f"It starts with '{' '.join(text.strip().strip(chr(34)).split()[:3])}'."


class EndsWith(Kind):
    name, stage, slot = "ends", 2, "end"
    asks: ClassVar[tuple[str, ...]] = (
        "end with '{phrase}.'",
        'finish with the words "{phrase}."',
        "close with the sentence '{phrase}.'",
        'let the last words be "{phrase}."',
        "conclude with '{phrase}.'",
        "end with the words {phrase}.",
        'end your response with "{phrase}."',
        "conclude with the phrase '{phrase}.'",
        'finish with the phrase "{phrase}."',
        "close your response with the words '{phrase}.'",
        "make '{phrase}.' the last words",
        'let the text end with "{phrase}."',
        "conclude with exactly these words: {phrase}.",
        "use '{phrase}.' as the last sentence",
        'let the text finish with "{phrase}."',
        "finish your reply with exactly this phrase: {phrase}.",
        "put the words '{phrase}.' at the very end",
    )
    says: ClassVar[tuple[str, ...]] = (
        "ends with '{phrase}.'",
        'finishes with the words "{phrase}."',
        "closes with the sentence '{phrase}.'",
        'has "{phrase}." as its last words',
        "concludes with '{phrase}.'",
        "ends with the words {phrase}.",
        'ends with the phrase "{phrase}."',
        "concludes with the words '{phrase}.'",
        'finishes with "{phrase}."',
        'closes with the words "{phrase}."',
        "has '{phrase}.' at the very end",
        "finishes with the phrase '{phrase}.'",
        "ends with exactly these words: {phrase}.",
        'has the words "{phrase}." at its end',
        "has '{phrase}.' as its very last words",
        'has the sentence "{phrase}." at the very end',
        "puts the words '{phrase}.' last",
    )

    def draw(self, world: World) -> Params:
        return {"phrase": world.phrase(ENDINGS)}

    def probe(self, text: str, world: World) -> Params:
        words = re.sub(r"[\"'{}]", "", text).split()
        size = world.rng.randint(2, 4)
        if world.rng.random() < 0.5:
            phrase = " ".join(words[-size:])
        elif world.rng.random() < 0.6 and len(words) > 8:
            at = world.rng.randrange(1, len(words) - size)
            phrase = " ".join(words[at : at + size])
        elif world.rng.random() < 0.4 and len(words) > 5:
            phrase = " ".join(words[-size - 1 : -1])
        else:
            phrase = world.phrase(ENDINGS)
        return {"phrase": phrase.rstrip(".,!?") or "Well"}

    def check(self, text: str, params: Params) -> bool:
        return bare(text).rstrip(".!?").endswith(str(params["phrase"]).lower())

    def meet(self, draft: Draft, params: Params) -> None:
        draft.signature = draft.postscript = ""
        if len(draft.paragraphs) == 1:
            draft.items = []
        draft.paragraphs[-1][-1] = f"{params['phrase']}."

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        if rng.random() < 0.4:
            self.meet(draft, {"phrase": draft.world.phrase(ENDINGS)})
        elif rng.random() < 0.6:
            draft.paragraphs[0].insert(0, f"{params['phrase']}.")

    def why(self, text: str, params: Params) -> str:
        return f"It ends with '{' '.join(text.strip().strip(chr(34)).split()[-3:])}'."


class EndsQuestion(Kind):
    name, stage, slot = "question", 2, "end"
    asks: ClassVar[tuple[str, ...]] = (
        "end with a question",
        "finish with a question",
        "close with a question",
        "make the last sentence a question",
        "conclude with a question",
        "end by asking something",
        "ask a question at the end",
        "conclude by asking the reader a question",
        "finish with a question mark",
        "finish by asking a question",
        "put a question at the very end",
        "let the last sentence be a question",
        "end your response with a question to the reader",
        "use a question as the last sentence",
        "let the last sentence ask a question",
        "end on a question",
        "leave the reader with a question at the end",
    )
    says: ClassVar[tuple[str, ...]] = (
        "ends with a question",
        "finishes with a question",
        "closes with a question",
        "has a question as its last sentence",
        "concludes with a question",
        "ends by asking something",
        "asks a question at the end",
        "concludes by asking the reader a question",
        "ends with a question mark",
        "finishes by asking a question",
        "has a question at the very end",
        "asks the reader a question at the end",
        "ends with a question to the reader",
        "uses a question as its last sentence",
        "asks something in its last sentence",
        "ends on a question",
        "leaves the reader with a question at the end",
    )

    def check(self, text: str, params: Params) -> bool:
        return bare(text).endswith("?")

    def meet(self, draft: Draft, params: Params) -> None:
        draft.signature = draft.postscript = ""
        if len(draft.paragraphs) == 1:
            draft.items = []
        draft.paragraphs[-1][-1] = draft.world.rng.choice(QUESTIONS) + "?"

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            draft.paragraphs[0].insert(0, draft.world.rng.choice(QUESTIONS) + "?")

    def why(self, text: str, params: Params) -> str:
        return f"It {'ends' if self.check(text, params) else 'does not end'} with a question mark."
