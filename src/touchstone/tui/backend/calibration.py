"""Calibrations of stored runs, as their screen asks for them."""

from typing import TYPE_CHECKING

from touchstone.domain.run import RunInfo
from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.runner.results.calibration import Applied, Calibrated
    from touchstone.store import Store


class CalibrationCalls(HomeCalls):
    """What is done with calibrations. Those that take no store take seconds: for a worker."""

    def standing(self, store: "Store", run: RunInfo) -> str:
        """What the run's reliability is, in words."""
        from touchstone.runner.results.calibration import standing

        return standing(store, run)

    def calibrate(self, run: str, agreement: float) -> "Calibrated":
        """Fits a calibration on the run's labels and keeps it; the run stays as it is. Raises InputError."""
        from touchstone.runner.results.calibration import calibrate_run

        return calibrate_run(self.home, run, agreement=agreement)

    def apply_calibration(self, run: str, version: int) -> "Applied":
        """Makes a version the run's reliability. Raises InputError."""
        from touchstone.runner.results.calibration import apply_calibration

        return apply_calibration(self.home, run, version)

    def take_back_calibration(self, run: str) -> RunInfo:
        """Puts the run's rank back. Raises InputError."""
        from touchstone.runner.results.calibration import take_back_calibration

        return take_back_calibration(self.home, run)
