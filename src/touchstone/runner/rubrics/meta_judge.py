"""The meta-judge: which model may be one, opened, and what a run that draws candidates may ask of it."""

from typing import Literal

from touchstone.catalogue import Catalogue
from touchstone.domain.run import RunSpec
from touchstone.errors import InputError
from touchstone.paths import Home
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import OpenModel, open_model
from touchstone.runner.rubrics.tournament import require_meetings, require_meta_judge
from touchstone.store import Store

META_JUDGE = "meta-judge"
"""The role of the model that judges rubrics."""


def open_meta_judge(
    home: Home,
    store: Store,
    catalogue: Catalogue,
    name: str | None,
    generator: OpenModel | None = None,
    overlong: Literal["refuse", "truncate"] = "refuse",
    kept: KeptModels | None = None,
) -> OpenModel:
    """The model of that name, or the default judge; the generator itself where both are the same, loaded once.

    Raises InputError: unknown, not downloaded, broken, or a judge that cannot compare rubrics.
    """
    judge = open_model(home, store, catalogue, name, "judge", overlong, kept)
    require_meta_judge(judge)
    if generator is None or generator.settings != judge.settings:
        return judge
    judge.close()
    return generator


def check_best_of(spec: RunSpec) -> None:
    """Raises InputError where what the spec asks of candidates makes no sense together."""
    if spec.best_of is None:
        for name, value in (("--meta-judge", spec.meta_judge), ("--meetings", spec.meetings)):
            if value is not None:
                raise InputError(f"{name} has nothing to do without candidates", "add --best-of 8")
        return
    if spec.level == "dataset":
        raise InputError(
            "--best-of draws candidates for a prompt; a dataset-level rubric is for no single one",
            "use --level instance, or both: its dataset-level part is chosen from many proposals as always",
        )
    require_meetings(spec.best_of, spec.meetings)
