"""What a report says: frozen values in the order of the page, with nothing left to find out but their look."""

from touchstone.domain.base import Value
from touchstone.evaluation import AgreementReport, Figure
from touchstone.evaluation.comparing.comparison import Comparison
from touchstone.evaluation.reliability.cascade import Cascade
from touchstone.evaluation.reliability.jury import JuryReport


class Spread(Value):
    """How the scores of one system lie (of pairs: the scores of A). `bins`: counts in equal parts of 0..1."""

    name: str
    items: int
    unscored: int
    mean: float | None
    quartiles: tuple[float, float, float] | None
    bins: tuple[int, ...]


class Preferences(Value):
    """How many pairs are preferred which way, and in how many both orders were read and prefer the same."""

    a: int
    b: int
    tie: int
    unscored: int
    both_orders: int
    consistent: int


class Quantiles(Value):
    """How a number of every verdict lies: at the shares 0, 0.05, 0.25, 0.5, 0.75, 0.95 and 1."""

    name: str
    values: tuple[float, ...]


class Binned(Value):
    """A number of every verdict, counted in equal parts of `low`..`high`; the last part holds `high`."""

    name: str
    low: float
    high: float
    median: float
    bins: tuple[int, ...]


class CriterionRow(Value):
    """One criterion in numbers, each null where there is too little to tell.

    `met`: the share of its scored verdicts, of binary scales. `between_systems`: the highest mean of a system less
    the lowest. `between_prompts`: the standard deviation of the prompts' means. `rest`: the correlation with the
    weighted mean of the other criteria of the same response. `reason`: why it is of little use, or empty.
    """

    text: str
    weight: float
    guard: bool
    asked: int
    unscored: int
    not_applicable: int
    mean: float | None
    met: float | None
    between_systems: float | None
    between_prompts: float | None
    rest: float | None
    reason: str = ""

    @property
    def scored(self) -> int:
        """The verdicts that have a score."""
        return self.asked - self.unscored - self.not_applicable

    @property
    def share(self) -> float | None:
        """How far it is met: the share of its scored verdicts; of an ordinal scale their mean."""
        return self.mean if self.met is None else self.met


class Criteria(Value):
    """The criteria: `rows` to show of `total`, the least useful ones, and what to know about the rest."""

    total: int
    rows: tuple[CriterionRow, ...] = ()
    least_useful: tuple[CriterionRow, ...] = ()
    useless: int = 0
    notes: tuple[str, ...] = ()


class SubsetRow(Value):
    """The judged responses (or pairs) of one subset."""

    name: str
    items: int
    prompts: int
    unscored: int
    mean: Figure


class Verdict(Value):
    """One verdict as it was read: what it was about and how it came out, in words, and the numbers behind it.

    `labels`: what people said of the same.
    """

    about: str
    outcome: str
    probabilities: str
    label_mass: float | None
    entropy: float | None
    labels: tuple[str, ...] = ()
    rationale: str | None = None


class Answer(Value):
    """A response to read. `text` is None where the data no longer has it."""

    heading: str
    text: str | None
    result: str
    labels: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


class Case(Value):
    """A sample that is worth reading. `verdicts`: those on the pair of its two answers."""

    title: str
    place: str
    prompt: str | None
    system_prompt: str | None = None
    reference: str | None = None
    answers: tuple[Answer, ...]
    verdicts: tuple[Verdict, ...] = ()


class Cases(Value):
    """Cases of one kind. `note` says how they were chosen, or why there are none."""

    name: str
    heading: str
    note: str
    cases: tuple[Case, ...] = ()


class Setting(Value):
    """A setting and its value in each run."""

    name: str
    values: tuple[str, ...]


class RubricRow(Value):
    """A rubric that was used. `source`: where it came from."""

    id: str
    level: str
    criteria: int
    source: str


class Report(Value):
    """All that a page says.

    `date` is that of the newest run; `no_comparison` is why there is no comparison. `agreements`: of each run with
    its labels. `cascades`, `juries`: of the runs that have one.
    """

    title: str
    about: str
    date: str
    version: str
    marks: tuple[str, ...]
    notices: tuple[str, ...]
    summary: tuple[str, ...]
    comparison: Comparison | None
    no_comparison: str
    agreements: tuple[AgreementReport, ...]
    cascades: tuple[Cascade, ...]
    juries: tuple[JuryReport, ...]
    spreads: tuple[Spread, ...]
    spreads_note: str
    preferences: Preferences | None
    sureness: tuple[Quantiles, ...]
    criteria: Criteria
    subsets: tuple[SubsetRow, ...]
    subsets_note: str
    cases: tuple[Cases, ...]
    runs: tuple[str, ...]
    settings: tuple[Setting, ...]
    rubrics: tuple[RubricRow, ...]
    rubrics_total: int
    report_command: str
    judge_commands: tuple[str, ...]
