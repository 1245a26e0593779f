"""Prometheus 1 (arXiv 2310.08491): feedback on one response by a score rubric, then a score from 1 to 5.

The wording is that of prometheus-eval/prometheus, evaluation/run.py, the conversation that of
evaluation/benchmark/run_absolute_scoring.py (commit f165242b; the llama-2 form of FastChat). It always shows a
reference; where there is none, the sentence on it is left out as in the authors' later prometheus-eval. The weights
are under the Llama 2 licence.
"""

from touchstone.judging.formats.format import Format, Task
from touchstone.judging.formats.prometheus import ABSOLUTE, SCALE, absolute
from touchstone.judging.formats.template import template

_PLAIN, _WITH_REFERENCE = absolute("Feedback: ")

FORMAT = Format(
    name="prometheus-1",
    version="prometheus-1-1",
    frame=(
        "[INST] <<SYS>>\nYou are a fair evaluator language model.\n<</SYS>>\n\n"
        "{{ messages[0]['content'] }}  [/INST]"
    ),
    tasks={
        "ordinal": Task(
            prompt=template(_PLAIN),
            with_reference=template(_WITH_REFERENCE),
            scale=SCALE,
            answer=ABSOLUTE,
        )
    },
)
