"""Evaluation: a run's verdicts against the labels that people gave, with intervals."""

from touchstone.evaluation.agreement import evaluate
from touchstone.evaluation.report import AgreementReport, Figure, LeftOut, Row, Section

__all__ = ["AgreementReport", "Figure", "LeftOut", "Row", "Section", "evaluate"]
