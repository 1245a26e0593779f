"""Which of a run's results a person wants to see, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Order = Literal["run", "lowest", "highest", "unsure", "disagreement"]
ORDERS: Mapping[Order, str] = {
    "run": "the run's order",
    "lowest": "lowest score first",
    "highest": "highest score first",
    "unsure": "least sure first",
    "disagreement": "disagreement first",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which results are shown, and in which order.

    `outcome` is what the verdict on `criterion` (an id) is to be: "met", "not met", "not applicable" or "unscored".
    `unscored`: only results with an unscored verdict; `abstaining`: only those under the threshold of the calibration
    that is applied. `text` is looked for in the ids of samples.
    """

    system: str | None = None
    subset: str | None = None
    criterion: str | None = None
    outcome: str = "not met"
    unscored: bool = False
    disagreeing: bool = False
    abstaining: bool = False
    text: str = ""
    order: Order = "run"

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        return replace(self, order="run", outcome="not met") == Choice()

    @property
    def usual(self) -> bool:
        """Whether all results are shown in the run's order."""
        return self.everything and self.order == "run"
