"""What is known of a run before it starts: its file looked at, its cost estimated, files to choose from."""

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from touchstone.domain.run import RunSpec
from touchstone.tui.backend.base import HomeCalls
from touchstone.tui.text import shown_path

if TYPE_CHECKING:
    from touchstone.files import Survey
    from touchstone.runner import Estimate

RECENT_RUNS = 50
"""So many of the last runs are looked through for data files."""


class PlanCalls(HomeCalls):
    """Everything that is asked before a run."""

    def survey(self, data: str, limit: int | None, stop: threading.Event) -> "Survey":
        """What a data file holds, and all that is wrong with it; takes seconds for a large one."""
        from touchstone.files import survey

        return survey(Path(data).expanduser(), limit=limit, stop=stop)

    def estimate(self, spec: RunSpec, stop: threading.Event) -> "Estimate":
        """What the run would cost; loads the models and measures them, so it takes seconds."""
        from touchstone import runner

        return runner.estimate(self.home, spec, stop, self.kept)

    def known_data(self) -> list[tuple[str, Path]]:
        """(what is shown, file) of data at hand: the demo's, and what the last runs judged, the newest first."""
        from touchstone.runner.judging.marks import DEMO_DATA

        with self.open_store() as store:
            runs = store.list_runs(limit=RECENT_RUNS)
        recent = dict.fromkeys(Path(run.spec.data) for run in runs)
        used = [path for path in recent if path != DEMO_DATA and path.is_file()]
        return [
            (f"{DEMO_DATA.name} (the demo's data)", DEMO_DATA),
            *((f"{shown_path(str(path))} (used before)", path) for path in used),
        ]
