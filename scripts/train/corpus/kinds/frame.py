"""Constraints on the parts around a text: title, greeting, signature, postscript."""

import re
from typing import ClassVar

from scripts.train.corpus.draft import Draft
from scripts.train.corpus.kinds.base import Kind, Params
from scripts.train.corpus.sentences import World
from scripts.train.corpus.words import NAMES, TITLES, part


class Title(Kind):
    name, stage, slot = "title", 2, "start"
    asks: ClassVar[tuple[str, ...]] = (
        "add a title in double angle brackets",
        "give it a title in double angle brackets",
        "include a title wrapped in double angle brackets, such as <<title>>",
        "put a title in double angle brackets on top",
        "begin with a title in double angle brackets",
        "start with a title wrapped in double angle brackets",
        "give your answer a title, wrapped in double angle brackets, such as <<my title>>",
        "write a title at the top in double angle brackets",
        "place a title in double angle brackets before the text",
        "put a title wrapped in double angle brackets at the top",
        "give the text a title like <<title>>",
        "provide a title in double angle brackets",
        "begin with a <<title>> in double angle brackets",
        "let a title in double angle brackets come first",
        "write a title such as <<title>> before the text",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has a title in double angle brackets",
        "comes with a title in double angle brackets",
        "includes a title wrapped in double angle brackets, such as <<title>>",
        "has a title in double angle brackets on top",
        "begins with a title in double angle brackets",
        "starts with a title wrapped in double angle brackets",
        "contains a title, wrapped in double angle brackets, such as <<my title>>",
        "has a title at the top in double angle brackets",
        "has a title in double angle brackets before the text",
        "includes a title at the top in double angle brackets",
        "has a title like <<title>>",
        "provides a title in double angle brackets",
        "begins with a <<title>> in double angle brackets",
        "carries a title in double angle brackets",
        "has a title such as <<title>> before the text",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.match(r"\s*\"?<<[^<>\n]+>>", text))

    def meet(self, draft: Draft, params: Params) -> None:
        draft.title = f"<<{draft.world.rng.choice(TITLES)}>>"

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        if rng.random() < 0.6:
            draft.title = rng.choice(("{}", "<{}>", "Title: {}", "[[{}]]")).format(rng.choice(TITLES))

    def why(self, text: str, params: Params) -> str:
        return f"There is {'a' if self.check(text, params) else 'no'} title in double angle brackets."


class _Named(Kind):
    """A kind about a person's name: a near miss has another name, or the name elsewhere."""

    def draw(self, world: World) -> Params:
        return {"name": world.rng.choice(part(NAMES, world.split))}

    def miss(self, draft: Draft, params: Params) -> None:
        rng = draft.world.rng
        if rng.random() < 0.6:
            others = [name for name in part(NAMES, draft.world.split) if name != params["name"]]
            self.meet(draft, {"name": rng.choice(others)})
        elif rng.random() < 0.5:
            draft.replace(f"{params['name']} knows all this.")


class Greeting(_Named):
    name, stage, slot = "greeting", 2, "start"
    asks: ClassVar[tuple[str, ...]] = (
        "address {name} by name at the start",
        "greet {name} at the beginning",
        "begin by greeting {name}",
        "start with a greeting to {name}",
        "open by greeting {name} by name",
        "say hello to {name} at the start",
        "begin with a greeting to {name}",
        "open with a greeting that names {name}",
        "greet {name} by name first",
        "start by addressing {name} by name",
        "begin by addressing {name}",
        "first of all greet {name}",
        "address {name} in the opening line",
        "say hello to {name} before anything else",
        "open with a hello to {name}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "greets {name} at the start",
        "addresses {name} by name at the beginning",
        "begins by greeting {name}",
        "starts with a greeting to {name}",
        "opens by greeting {name} by name",
        "says hello to {name} at the start",
        "begins with a greeting to {name}",
        "opens with a greeting that names {name}",
        "greets {name} by name first",
        "starts by addressing {name} by name",
        "has a greeting to {name} at the beginning",
        "first of all greets {name}",
        "addresses {name} in the opening line",
        "says hello to {name} before anything else",
        "opens with a hello to {name}",
    )

    def probe(self, text: str, world: World) -> Params:
        found = re.match(r"\W*(?:dear|hello|hi) (\w+)", text, flags=re.I)
        name = (
            found[1].capitalize()
            if found and world.rng.random() < 0.5
            else world.rng.choice(part(NAMES, world.split))
        )
        return {"name": name}

    def check(self, text: str, params: Params) -> bool:
        return bool(re.match(rf"\W*(?:dear|hello|hi) {params['name']}\b", text, flags=re.I))

    def meet(self, draft: Draft, params: Params) -> None:
        draft.greeting = f"{draft.world.rng.choice(('Dear', 'Hello', 'Hi'))} {params['name']},"

    def why(self, text: str, params: Params) -> str:
        return f"It {'greets' if self.check(text, params) else 'does not greet'} {params['name']}."


class Signature(_Named):
    name, stage, slot = "signature", 2, "end"
    asks: ClassVar[tuple[str, ...]] = (
        "sign it with the name {name}",
        "sign as {name}",
        "put the name {name} under it",
        "close with the signature {name}",
        "end with the name {name} as a signature",
        "sign off as {name}",
        "finish with the name {name}",
        "put the signature {name} at the end",
        "sign off with the name {name}",
        "finish with the signature of {name}",
        "let {name} be the name under the text",
        "write {name} under it as a signature",
        "sign the text as {name}",
    )
    says: ClassVar[tuple[str, ...]] = (
        "is signed with the name {name}",
        "is signed by {name}",
        "has the name {name} under it",
        "closes with the signature {name}",
        "ends with the name {name} as a signature",
        "is signed off as {name}",
        "finishes with the name {name}",
        "has the signature {name} at the end",
        "is signed off with the name {name}",
        "finishes with the signature of {name}",
        "carries the name {name} under the text",
        "has {name} under it as a signature",
        "bears the signature of {name}",
    )

    def probe(self, text: str, world: World) -> Params:
        last = re.search(r"(\w+)\W*$", text)
        name = (
            last[1].capitalize()
            if last and last[1].capitalize() in NAMES and world.rng.random() < 0.5
            else None
        )
        return {"name": name or world.rng.choice(part(NAMES, world.split))}

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(rf"\n{params['name']}\W*$", text, flags=re.I))

    def meet(self, draft: Draft, params: Params) -> None:
        draft.postscript = ""
        closing = draft.world.rng.choice(("Best wishes", "Kind regards", "Yours", "With thanks", "Warmly"))
        draft.signature = f"{closing},\n{params['name']}"

    def why(self, text: str, params: Params) -> str:
        return f"It {'is' if self.check(text, params) else 'is not'} signed by {params['name']}."


class Postscript(Kind):
    name, stage, slot = "postscript", 2, "end"
    asks: ClassVar[tuple[str, ...]] = (
        "add a postscript that starts with P.S.",
        "finish with a P.S.",
        "put a P.S. at the end",
        "include a postscript starting with P.S.",
        "end with a postscript that starts with P.S.",
        "add a P.S. after the text",
        "at the end of your response, add a postscript starting with P.S.",
        "close with a postscript marked P.S.",
        "finish with a postscript that starts with P.S.",
        "write a P.S. below the text",
        "write a P.S. below it",
        "let a postscript with P.S. follow the text",
        "add a P.S. at the end",
        "include a P.S. after the end of the text",
        "close with a P.S.",
    )
    says: ClassVar[tuple[str, ...]] = (
        "has a postscript that starts with P.S.",
        "finishes with a P.S.",
        "has a P.S. at the end",
        "includes a postscript starting with P.S.",
        "ends with a postscript that starts with P.S.",
        "has a P.S. after the text",
        "adds a postscript starting with P.S.",
        "closes with a postscript marked P.S.",
        "finishes with a postscript that starts with P.S.",
        "has a P.S. below the text",
        "has a P.S. below it",
        "has a postscript with P.S. following the text",
        "ends with a P.S.",
        "includes a P.S. after the end of the text",
        "closes with a P.S.",
    )

    def check(self, text: str, params: Params) -> bool:
        return bool(re.search(r"^\W*p\.s\.", text, flags=re.I | re.M))

    def meet(self, draft: Draft, params: Params) -> None:
        draft.postscript = f"P.S. {draft.world.sentence()}"

    def miss(self, draft: Draft, params: Params) -> None:
        if draft.world.rng.random() < 0.5:
            start = draft.world.rng.choice(("Note:", "By the way:", "PS -", "One more thing:"))
            draft.postscript = f"{start} {draft.world.sentence()}"

    def why(self, text: str, params: Params) -> str:
        return f"There is {'a' if self.check(text, params) else 'no'} postscript."
