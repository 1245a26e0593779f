"""How the members of a stored run's jury stand to each other, and to the labels."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from touchstone.domain.results import JUDGE
from touchstone.runner.further.opening import jury_role
from touchstone.runner.results.stored import StoredRun
from touchstone.runner.results.views import Voted, rights_of, seen_by, things_of
from touchstone.store import Store

if TYPE_CHECKING:
    from touchstone.evaluation.reliability.jury import JuryReport


def jury_report_of(store: Store, stored: StoredRun, *, seed: int = 0) -> "JuryReport | None":
    """The report of a run's jury; None of a run without one, and where no two members ever met."""
    spec = stored.run.spec
    if not spec.jury:
        return None
    # SciPy takes a second to load: no other command waits for it.
    import numpy as np

    from touchstone.evaluation.reliability.jury import jury_report
    from touchstone.evaluation.reliability.signals import likeliest

    names = {JUDGE: str(spec.judge)} | {
        jury_role(number): name for number, name in enumerate(spec.jury, start=2)
    }
    groups = {sample.id: sample.group for sample in stored.dataset.samples}
    voted = [
        (line, votes)
        for line, votes in store.voted_lines(stored.run.id)
        if line.sample_id in groups and all(voter in votes for voter in names)
    ]
    every = things_of(voted)
    direct = _direct(voted)
    voters = [voter for voter in names if any(votes[voter].score is not None for _, votes in direct)]
    met = [
        (line, [votes[voter] for voter in voters])
        for line, votes in direct
        if all(votes[voter].score is not None for voter in voters)
    ]
    if len(voters) < 2 or not met:
        return None
    silent = [name for voter, name in names.items() if voter not in voters]
    chosen = [[vote.preference or likeliest(vote.probabilities or {}) for vote in votes] for _, votes in met]
    codes = np.unique(np.array(chosen), return_inverse=True)[1].reshape(len(met), len(voters))
    members = [rights_of(stored, seen_by(voted, voter), every) for voter in voters]
    together = rights_of(stored, voted, every)
    items = sorted(set(together).intersection(*members))
    return jury_report(
        stored.run.id,
        [names[voter] for voter in voters],
        outcomes=codes.astype(np.int64),
        values=np.array([[vote.score or 0.0 for vote in votes] for _, votes in met]),
        groups=[groups[line.sample_id] for line, _ in met],
        rights=np.array([[float(rights[item]) for rights in members] for item in items]),
        line_rights=np.array([float(together[item]) for item in items]),
        right_groups=[groups[item[0]] for item in items],
        seed=seed,
        notes=(
            "counted is what every member came to a verdict on; of what was asked twice, the direct verdict",
            *([f"without any verdict, and left out of this: {', '.join(silent)}"] if silent else []),
        ),
    )


def _direct(voted: Sequence[Voted]) -> list[Voted]:
    """One line for each thing that was asked, of a pair for each order: the direct verdict where there are two."""
    found: dict[tuple[str, str, str | None, str | None], Voted] = {}
    for line, votes in sorted(voted, key=lambda form: form[0].rationale is not None):
        found.setdefault((line.sample_id, line.response_id, line.criterion_id, line.order), (line, votes))
    return list(found.values())
