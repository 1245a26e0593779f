"""Carrying out runs: models opened, units planned, answered from the cache or computed, saved, reported."""

from touchstone.domain.model import DEMO_MARK
from touchstone.runner.agreement import Agreement, evaluate_run
from touchstone.runner.charts import RunCharts, run_charts
from touchstone.runner.comparison import Compared, compare_runs
from touchstone.runner.costing import Estimate
from touchstone.runner.demo import DemoReport, demo_report, demo_spec
from touchstone.runner.estimate import estimate
from touchstone.runner.judge_run import run_judge
from touchstone.runner.label_exchange import Imported, export_labels, export_tasks, import_labels
from touchstone.runner.label_overview import LabelOverview, label_overview
from touchstone.runner.label_start import LabelStart, annotator_name, label_start
from touchstone.runner.labelling import Labelling
from touchstone.runner.models import OpenModel, open_model
from touchstone.runner.reporting import Written, write_report
from touchstone.runner.resume import resume
from touchstone.runner.rubrics_run import run_rubrics
from touchstone.runner.scratch import Judged, judge_one, rubric_for_prompt

__all__ = [
    "DEMO_MARK",
    "Agreement",
    "Compared",
    "DemoReport",
    "Estimate",
    "Imported",
    "Judged",
    "LabelOverview",
    "LabelStart",
    "Labelling",
    "OpenModel",
    "RunCharts",
    "Written",
    "annotator_name",
    "compare_runs",
    "demo_report",
    "demo_spec",
    "estimate",
    "evaluate_run",
    "export_labels",
    "export_tasks",
    "import_labels",
    "judge_one",
    "label_overview",
    "label_start",
    "open_model",
    "resume",
    "rubric_for_prompt",
    "run_charts",
    "run_judge",
    "run_rubrics",
    "write_report",
]
