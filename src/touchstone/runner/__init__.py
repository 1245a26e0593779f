"""Carrying out runs: models opened, units planned, answered from the cache or computed, saved, reported."""

from touchstone.domain.model import DEMO_MARK
from touchstone.runner.judging.costing import Estimate
from touchstone.runner.judging.demo import DemoReport, demo_report, demo_spec
from touchstone.runner.judging.estimate import estimate
from touchstone.runner.judging.resume import resume
from touchstone.runner.judging.run import run_judge
from touchstone.runner.judging.scratch import Judged, judge_one, rubric_for_prompt
from touchstone.runner.labels.exchange import Imported, export_labels, export_tasks, import_labels
from touchstone.runner.labels.labelling import Labelling
from touchstone.runner.labels.overview import LabelOverview, label_overview
from touchstone.runner.labels.start import LabelStart, annotator_name, label_start
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.runner.results.agreement import Agreement, evaluate_run
from touchstone.runner.results.charts import RunCharts, run_charts
from touchstone.runner.results.comparison import Compared, compare_runs
from touchstone.runner.results.reporting import Written, write_report
from touchstone.runner.rubrics.run import run_rubrics

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
