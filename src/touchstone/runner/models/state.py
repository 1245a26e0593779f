"""How each model of the catalogue stands here: file, memory, last check, whether the file is the right one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from touchstone.catalogue import Standing, load_catalogue, recorded_hash, standings
from touchstone.domain.model import ModelEntry
from touchstone.engine import FileFacts, file_facts
from touchstone.errors import TouchstoneError
from touchstone.paths import Home
from touchstone.runner.models.check import last_checks
from touchstone.runner.models.check_report import CheckReport, CheckRole
from touchstone.runner.models.kept import Kept
from touchstone.runner.models.memory_need import Machine, Need, estimated_need, planned_need
from touchstone.runner.models.opening import settings_of
from touchstone.store import Store

Integrity = Literal["as expected", "differs", "not compared yet", "nothing to compare with"]


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model of the catalogue as it stands. `facts` are of a file that is here and is a model; `fault` says why not.

    `checks`: the last check in each role, and when it was.
    """

    standing: Standing
    need: Need | None
    integrity: Integrity | None
    checks: Mapping[CheckRole, tuple[CheckReport, str]]
    loaded: Kept | None
    on_gpu_build: bool = False
    """Whether a graphics card can be used at all."""
    facts: FileFacts | None = None
    fault: str = ""

    @property
    def entry(self) -> ModelEntry:
        """The catalogue's entry."""
        return self.standing.entry

    @property
    def quantisation(self) -> str:
        """How the weights are stored; "" where neither the file nor its name says it."""
        return (self.facts.quantisation if self.facts else "") or self.standing.quantisation

    @property
    def device(self) -> str:
        """Where the model runs, or would: CPU, GPU, or both. "" where that is not known."""
        if self.loaded is not None:
            return _device(self.loaded.engine.info.gpu_layers, self.loaded.engine.info.layers)
        plan = next(filter(None, self.facts.plans), None) if self.facts else None
        if self.facts is None or plan is None:
            return ""
        return _device(min(plan.gpu_layers, self.facts.layers) if self.on_gpu_build else 0, self.facts.layers)


def model_states(home: Home, store: Store, machine: Machine, loaded: Sequence[Kept] = ()) -> list[ModelState]:
    """All models by the machine that they are meant for. Reads no file but the catalogue's: takes milliseconds."""
    catalogue = load_catalogue(home)
    return [_state(store, standing, machine, loaded) for standing in standings(catalogue, home)]


def models_in_use(
    home: Home, store: Store, machine: Machine, loaded: Sequence[Kept] = ()
) -> dict[Literal["judge", "generator"], ModelState]:
    """The default judge and the default generator, with what their files say."""
    catalogue = load_catalogue(home)
    states = {state.entry.name: state for state in model_states(home, store, machine, loaded)}
    roles: tuple[Literal["judge", "generator"], ...] = ("judge", "generator")
    return {role: with_facts(home, states[catalogue.default(role).name], machine) for role in roles}


def with_facts(home: Home, state: ModelState, machine: Machine) -> ModelState:
    """The state with what the file itself says, and the memory that the engine would plan. Half a second at most."""
    standing = state.standing
    if not standing.present:
        return state
    try:
        facts = file_facts(settings_of(home, standing.entry, standing.path, ""), machine.rooms)
    except TouchstoneError as error:
        return replace(state, fault=str(error))
    return replace(state, facts=facts, need=planned_need(facts, standing.path.stat().st_size))


def _state(store: Store, standing: Standing, machine: Machine, loaded: Sequence[Kept]) -> ModelState:
    here = standing.present
    return ModelState(
        standing=standing,
        need=estimated_need(standing.size, machine) if standing.size else None,
        integrity=_integrity(store, standing) if here else None,
        checks=last_checks(store, standing.entry, standing.path) if here else {},
        loaded=next((kept for kept in loaded if kept.settings.path == standing.path), None),
        on_gpu_build=bool(machine.free.gpu),
    )


def _integrity(store: Store, standing: Standing) -> Integrity:
    """Whether the file's hash, where it was ever read, is the one that the catalogue or the download recorded."""
    entry = standing.entry
    expected = entry.sha256 or (recorded_hash(standing.path) if entry.repo else None)
    if expected is None:
        return "nothing to compare with"
    found = store.known_file_hash(standing.path)
    if found is None:
        return "not compared yet"
    return "as expected" if found == expected else "differs"


def _device(gpu_layers: int, layers: int) -> str:
    if not gpu_layers:
        return "CPU"
    return "GPU" if gpu_layers >= layers else f"GPU ({gpu_layers} of {layers} layers), CPU"
