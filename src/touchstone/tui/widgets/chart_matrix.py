"""Labels against verdicts as a matrix of counts: a line for each label; where both are the same it is in brackets."""

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from touchstone.tui.widgets.table import fit

if TYPE_CHECKING:
    from touchstone.evaluation.agreement.confusion import Confusion

_LEAST, _USUAL, _MOST = 5, 9, 14
_SIDE = 20


def occurs(found: "Confusion", name: str) -> bool:
    """Whether there is any such label or verdict; the levels of a scale are all shown."""
    place = found.names.index(name)
    used = any(found.counts[place]) or found.without[place] or any(row[place] for row in found.counts)
    return bool(used) or found.kind != "labels" or name.removeprefix("-").isdecimal()


def matrix_lines(found: "Confusion", width: int) -> list[Content]:
    """The matrix with its sums, of the names that occur; they are cut to what `width` has room for."""
    places = [place for place, name in enumerate(found.names) if occurs(found, name)]
    names = [found.names[place] for place in places]
    unscored = any(found.without)
    columns = [*names, *(["unscored"] if unscored else []), "all"]
    side = min(max(cell_len(name) for name in ("label", *names)) + 1, _SIDE, max(width // 4, _LEAST))
    room = (width - side) // len(columns)
    size = max(_LEAST, min(_MOST, room, max(_USUAL, *(cell_len(name) + 3 for name in columns))))
    lines = [
        Content.styled(" " * side + "  verdict of the judge", "$secondary"),
        Content.assemble(
            (fit("label", side), "$secondary"), *((_name(name, size), "bold") for name in columns)
        ),
    ]
    for row in places:
        counts = [(found.counts[row][column], row == column) for column in places]
        lines.append(
            Content.assemble(
                (fit(found.names[row], side), "bold"),
                *((_cell(count, size, same=same), "bold $primary" if same else "") for count, same in counts),
                (_cell(found.without[row], size) if unscored else "", "$warning"),
                (_cell(sum(found.counts[row]) + found.without[row], size), "$secondary"),
            )
        )
    sums = [sum(row[column] for row in found.counts) for column in places]
    sums += [sum(found.without)] if unscored else []
    sums.append(found.compared + sum(found.without))
    lines.append(Content.styled(fit("all", side) + "".join(_cell(each, size) for each in sums), "$secondary"))
    return lines


def _name(name: str, size: int) -> str:
    """A column's title above its numbers."""
    return f" {fit(name, size - 2, right=True)} "


def _cell(count: int, size: int, *, same: bool = False) -> str:
    return (f"[{count:,}]" if same else f"{count:,} ").rjust(size)
