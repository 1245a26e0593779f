"""One measurement: how long, how many verdicts and tokens, how much memory."""

import os
from dataclasses import dataclass
from pathlib import Path


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


def peak_mb(process: int | None = None) -> float:
    """The most memory that a process (or this one) has had, in MB; 0 where the system does not tell.

    getrusage would count what its parent had when it started it.
    """
    status = Path(f"/proc/{process or os.getpid()}/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)
