"""One measurement: how long, how many verdicts and tokens, how much memory."""

import resource
import sys
from dataclasses import dataclass


@dataclass(slots=True)
class Measure:
    """What one contestant took for one workload, without loading its model. `first`: seconds to the first verdict."""

    seconds: float
    verdicts: int
    computed: int
    written: int = 0
    first: float = 0.0
    peak_mb: float = 0.0
    layout: str = "leaf"
    distinct: int = 0
    total: int = 0

    @property
    def rate(self) -> float:
        """Verdicts (or texts) per second."""
        return self.verdicts / self.seconds


def peak_mb() -> float:
    """The most memory that this process has had, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
