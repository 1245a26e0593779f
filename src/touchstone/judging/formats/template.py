"""A format's fixed wording with places for data, and the pieces of a prompt that come of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from touchstone.domain.format import parts


@dataclass(frozen=True, slots=True)
class Template:
    """A wording in parts: (its own text, the place after it or "")."""

    parts: tuple[tuple[str, str], ...]

    @property
    def places(self) -> frozenset[str]:
        """The names of the places in it."""
        return frozenset(place for _, place in self.parts if place)

    def pieces(self, values: Mapping[str, str]) -> tuple[list[str], dict[str, int]]:
        """(the pieces, none of them empty; the number of the piece that each place became).

        A space before a place goes with what is put there: vocabularies have words with the space before them.
        """
        pieces: list[str] = []
        numbers: dict[str, int] = {}
        for text, place in self.parts:
            space = " " if place and values[place] and text.endswith(" ") else ""
            value = f"{space}{values[place]}" if place else ""
            for piece, name in ((text.removesuffix(space), ""), (value, place)):
                if piece:
                    numbers |= {name: len(pieces)} if name else {}
                    pieces.append(piece)
        return pieces, numbers


def template(text: str) -> Template:
    """The wording with its places in braces (domain.format.parts)."""
    return Template(tuple(parts(text)))
