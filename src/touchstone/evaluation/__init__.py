"""Evaluation: a run's verdicts against the labels that people gave; systems against each other; with intervals."""

from touchstone.evaluation.agreement import evaluate
from touchstone.evaluation.beside import OtherRun
from touchstone.evaluation.compare import compare
from touchstone.evaluation.comparison import Comparison, Versus
from touchstone.evaluation.report import AgreementReport, Figure, LeftOut, Row, Section

__all__ = [
    "AgreementReport",
    "Comparison",
    "Figure",
    "LeftOut",
    "OtherRun",
    "Row",
    "Section",
    "Versus",
    "compare",
    "evaluate",
]
