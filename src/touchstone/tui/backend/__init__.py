"""What the screens ask of the rest of Touchstone. Heavy packages are imported when they are first used."""

from touchstone.tui.backend.calibration import CalibrationCalls
from touchstone.tui.backend.cards import CardCalls
from touchstone.tui.backend.figures import FigureCalls, Figures
from touchstone.tui.backend.labels import LabelCalls
from touchstone.tui.backend.models import ModelCalls
from touchstone.tui.backend.planning import PlanCalls
from touchstone.tui.backend.results import ResultCalls
from touchstone.tui.backend.rubrics import RubricCalls
from touchstone.tui.backend.scratch import Asked, Judged, ScratchCalls
from touchstone.tui.backend.upkeep import UpkeepCalls

__all__ = ["Asked", "Backend", "Figures", "Judged"]


class Backend(
    ResultCalls,
    PlanCalls,
    FigureCalls,
    CalibrationCalls,
    LabelCalls,
    RubricCalls,
    ModelCalls,
    CardCalls,
    UpkeepCalls,
    ScratchCalls,
):
    """The runner, the store, the files and the catalogue of one home folder, as the terminal UI uses them.

    Every method may raise TouchstoneError. A Store belongs to the thread that opened it.
    """
