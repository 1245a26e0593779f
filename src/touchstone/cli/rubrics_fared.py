"""How a rubric fared before meta-judges, in words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from touchstone.runner.rubrics.fared import Fared


def fared_text(found: "Fared") -> str:
    """ "place 1 of 5 candidates before demo-judge: strength +0.98 ± 1.61 (95 %); won 3, lost 0, tied 1; ..." """
    met = found.won + found.lost + found.tied
    unscored = f", {found.unscored} without a verdict" if found.unscored else ""
    agreed = f"; both orders agreed in {found.agreed} of {met}" if met else ""
    return (
        f"place {found.place} of {found.rubrics} rubrics before {found.meta_judge}: strength {found.strength:+.2f} "
        f"± {1.96 * found.error:.2f} (95 %); won {found.won}, lost {found.lost}, tied {found.tied}{unscored}{agreed}"
    )
