"""The report of runs as one self-contained page: values in, HTML out; nothing is read or written here."""

from touchstone.report.assemble import SAMPLES, Choices, assemble
from touchstone.report.contents import Report
from touchstone.report.material import RunData
from touchstone.report.render import page

__all__ = ["SAMPLES", "Choices", "Report", "RunData", "assemble", "page"]
