"""Evaluation: a run's verdicts against the labels that people gave; systems against each other; with intervals."""

from touchstone.evaluation.agreement.beside import OtherRun
from touchstone.evaluation.agreement.evaluate import evaluate
from touchstone.evaluation.comparing.compare import compare
from touchstone.evaluation.comparing.comparison import Comparison, Versus
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
