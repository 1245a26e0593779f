"""Constraints on what a text has to give: concrete details, thanks, an apology, the keys of a JSON object."""

import random
import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import DAYS, JSON_KEYS, KEYWORDS, SORRY, THANKS


class Detail(Kind):
    """A concrete detail: a weekday, a time, a price, a phone number, an email address."""

    name = "detail"
    asks: ClassVar[tuple[str, ...]] = (
        "say {what}",
        "state {what}",
        "give {what}",
        "tell the reader {what}",
        "name {what}",
        "include {what}",
        "mention {what}",
        "make clear {what}",
        "let the reader know {what}",
        "mention {what} to the reader",
        "provide {what}",
        "add {what}",
        "put {what} into the text",
        "give the reader {what}",
        "put in {what}",
        "specify {what}",
        "include {what} somewhere in the text",
        "state or name {what}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "gives {what}",
        "states {what}",
        "says {what}",
        "tells the reader {what}",
        "names {what}",
        "includes {what}",
        "mentions {what}",
        "makes clear {what}",
        "lets the reader know {what}",
        "mentions {what} to the reader",
        "provides {what}",
        "puts {what} into the text",
        "has {what} in it",
        "gives the reader {what}",
        "puts in {what}",
        "specifies {what}",
        "contains {what} somewhere",
        "states or names {what}",
    )
    details: ClassVar[dict[str, tuple[str, ...]]] = {
        "weekday": ("the weekday", "|".join(DAYS), "It will be on {}.|Please keep {} free.|See you on {}."),
        "time": (
            "the time of day",
            r"\d{1,2}:\d\d|\d (?:am|pm)",
            "It starts at {}.|Be there at {}.|The doors open at {}.",
        ),
        "price": (
            "the price",
            r"\d+ (?:pounds|dollars|euros)",
            "It costs {}.|The price is {}.|Please pay {}.",
        ),
        "phone": ("a phone number", r"\d{3} \d{4}", "Call us on {}.|The number is {}.|You can ring {}."),
        "email": (
            "an email address",
            r"\w+@\w+\.\w+",
            "Write to {}.|Send a line to {}.|You can reach us at {}.",
        ),
    }

    vague: ClassVar[dict[str, str]] = {
        "weekday": "It will be next week.|The weekday is open.|See you on that day.|Keep a day free in May.",
        "time": "It starts at noon.|The time of day will follow.|Be there on time.|The doors open late.",
        "price": "It costs a little more.|The price will follow.|Please pay in pounds.|It has a fair price.",
        "phone": "Call us on the phone.|The number will follow.|Please ring us soon.|You can ring number 12.",
        "email": "Write us an email.|The address will follow.|Send us a line.|You can reach us at info.",
    }
    """What sounds like the detail and does not give it."""

    def draw(self, world: World) -> Params:
        return {"key": world.rng.choice(list(self.details))}

    def fields(self, params: Params, rng: random.Random | None) -> dict[str, str]:
        return {"what": self.details[str(params["key"])][0]}

    def probe(self, text: str, world: World) -> Params:
        given = [key for key in self.details if self.check(text, {"key": key})]
        return {"key": world.rng.choice(given)} if given and world.rng.random() < 0.75 else self.draw(world)

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(self.details[str(params["key"])][1], text, flags=re.I))

    def _value(self, key: str, rng: random.Random) -> str:
        host = f"{rng.choice(KEYWORDS)}.{rng.choice(('org', 'com'))}"
        return {
            "weekday": rng.choice(DAYS),
            "time": rng.choice(
                (f"{rng.randint(7, 21)}:{rng.choice(('00', '15', '30', '45'))}", f"{rng.randint(1, 9)} pm")
            ),
            "price": f"{rng.randint(2, 90)} {rng.choice(('pounds', 'dollars', 'euros'))}",
            "phone": f"{rng.randint(200, 999)} {rng.randint(1000, 9999)}",
            "email": f"{rng.choice(('info', 'office', 'hello', 'team'))}@{host}",
        }[key]

    def meet(self, draft: Draft, params: Params) -> None:
        rng, key = draft.world.rng, str(params["key"])
        draft.replace(rng.choice(self.details[key][2].split("|")).format(self._value(key, rng)))

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        form = rng.random()
        if form < 0.4:
            self.meet(draft, {"key": rng.choice([key for key in self.details if key != params["key"]])})
        elif form < 0.8:
            draft.replace(rng.choice(self.vague[str(params["key"])].split("|")))

    def why(self, text: str, params: Params) -> str:
        what = self.details[str(params["key"])][0]
        return f"{what[0].upper()}{what[1:]} is {'given' if self.check(text, params) else 'not given'}."


class Thanks(Kind):
    name = "thanks"
    pattern, sentences = r"\b(?:thank|thanks)\b", THANKS
    other = SORRY
    asks: ClassVar[tuple[str, ...]] = (
        "thank the reader",
        "say thank you",
        "include a word of thanks",
        "express thanks",
        "offer your thanks",
        "thank the person you write to",
        "add a word of thanks",
        "put in a thank you",
        "say thanks to the reader",
        "include a thank you",
        "express your gratitude with thanks",
        "say thanks in the text",
        "offer thanks to the reader",
    )
    says: ClassVar[tuple[str, ...]] = (
        "thanks the reader",
        "says thank you",
        "includes a word of thanks",
        "expresses thanks",
        "offers thanks",
        "thanks the person it is written to",
        "has a word of thanks",
        "contains a thank you",
        "says thanks to the reader",
        "includes a thank you",
        "expresses gratitude with thanks",
        "says thanks in the text",
        "offers thanks to the reader",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(self.pattern, text, flags=re.I))

    def meet(self, draft: Draft, params: Params) -> None:
        draft.replace(draft.world.rng.choice(self.sentences) + ".")

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            draft.replace(draft.world.rng.choice(self.other) + ".")

    def why(self, text: str, params: Params) -> str:
        return f"It {'does so' if self.check(text, params) else 'does not do so'}."


class Apology(Thanks):
    name = "apology"
    pattern, sentences = r"\b(?:sorry|apologi[sz]e|apologies)\b", SORRY
    other = THANKS
    asks: ClassVar[tuple[str, ...]] = (
        "apologise",
        "say sorry",
        "include an apology",
        "offer an apology",
        "make an apology",
        "tell the reader that you are sorry",
        "add an apology",
        "express that you are sorry",
        "put in a word of apology",
        "include a word that says sorry",
        "apologise to the reader",
        "say that you are sorry",
        "make an apology to the reader",
    )
    says: ClassVar[tuple[str, ...]] = (
        "apologises",
        "says sorry",
        "includes an apology",
        "offers an apology",
        "makes an apology",
        "tells the reader that the writer is sorry",
        "contains an apology",
        "expresses that the writer is sorry",
        "has a word of apology",
        "includes a word that says sorry",
        "apologises to the reader",
        "says that the writer is sorry",
        "makes an apology to the reader",
    )


class JsonKeys(Kind):
    name, stage, slot = "json", 3, "whole"
    asks: ClassVar[tuple[str, ...]] = (
        "answer with a JSON object with the keys {keys}",
        "format the answer as JSON with the keys {keys}",
        "return only a JSON object that has the keys {keys}",
        "reply in JSON and use the keys {keys}",
        "give the answer as a JSON object with the keys {keys}",
        "write a JSON object that has the keys {keys}",
        "respond in JSON format with the keys {keys}",
        "output JSON with the keys {keys}",
        "return the answer in JSON format, with {keys} as keys",
        "answer in JSON format with {keys} as keys",
        "use JSON with {keys} as keys",
        "give a JSON object with the keys {keys}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is a JSON object with the keys {keys}",
        "is formatted as JSON with the keys {keys}",
        "consists of a JSON object that has the keys {keys}",
        "is written in JSON and uses the keys {keys}",
        "uses JSON format with the keys {keys}",
        "is JSON and has the keys {keys}",
        "is in JSON format with the keys {keys}",
        "has the form of a JSON object with the keys {keys}",
        "consists of JSON that has the keys {keys}",
        "is a JSON object that has the keys {keys}",
        "is JSON with {keys} as keys",
        "gives a JSON object with the keys {keys}",
    )

    def draw(self, world: World) -> Params:
        return {"keys": " and ".join(world.rng.sample(JSON_KEYS, 2))}

    def check(self, text: str, params: Params) -> bool:
        keys = re.findall(r'"([^"]*)": "', text) if re.fullmatch(r"\{.*\}", text, flags=re.S) else []
        return set(str(params["keys"]).split(" and ")) <= set(keys)

    def _record(self, draft: Draft, keys: list[str]) -> None:
        sentences = [s.replace('"', "'") for paragraph in draft.paragraphs for s in paragraph]
        while len(sentences) < len(keys):
            sentences.append(draft.world.sentence())
        share = -(-len(sentences) // len(keys))
        parts = [sentences[at : at + share] for at in range(0, len(sentences), share)]
        draft.record = {key: " ".join(part) for key, part in zip(keys, parts, strict=False)}

    def probe(self, text: str, world: World) -> Params:
        keys = re.findall(r'"([^"]*)": "', text)
        if len(keys) > 1 and world.rng.random() < 0.5:
            return {"keys": " and ".join(keys[:2])}
        return self.draw(world)

    def meet(self, draft: Draft, params: Params) -> None:
        self._record(draft, str(params["keys"]).split(" and "))

    def miss(self, draft: Draft, params: Params) -> None:
        first, second = str(params["keys"]).split(" and ")
        if draft.world.rng.random() < 0.7:
            other = draft.world.rng.choice([key for key in JSON_KEYS if key not in (first, second)])
            self._record(draft, draft.world.rng.sample((draft.world.rng.choice((first, second)), other), 2))

    def why(self, text: str, params: Params) -> str:
        if not text.startswith("{"):
            return "It is not a JSON object."
        return "The keys are there." if self.check(text, params) else "A key is missing."
