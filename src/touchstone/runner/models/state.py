"""How each model of the catalogue stands here: file, memory, last check, whether the file is the right one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from touchstone.catalogue import (
    Standing,
    files_of,
    load_catalogue,
    locate_adapter,
    place_of,
    recorded_hash,
    standings,
)
from touchstone.domain.model import ModelEntry
from touchstone.engine import Adapter, FileFacts, file_facts
from touchstone.errors import TouchstoneError
from touchstone.paths import Home
from touchstone.runner.models.adapters import known_adapter
from touchstone.runner.models.check import last_checks
from touchstone.runner.models.check_report import CheckReport, CheckRole
from touchstone.runner.models.kept import Kept
from touchstone.runner.models.memory_need import Machine, Need, estimated_need, planned_need
from touchstone.runner.models.opening import settings_of
from touchstone.store import Store

Integrity = Literal["differs", "not compared yet", "nothing to compare with", "as expected"]
"""How a file's hash compares, the worst first."""


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
    return [_state(home, store, standing, machine, loaded) for standing in standings(catalogue, home)]


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
        source = locate_adapter(standing.entry, home)
        adapter = Adapter(source, "") if source else None
        settings = settings_of(home, standing.entry, standing.path, "", adapter=adapter)
        facts = file_facts(settings, machine.rooms)
    except TouchstoneError as error:
        return replace(state, fault=str(error))
    return replace(state, facts=facts, need=planned_need(facts, standing.size or 0))


def _state(
    home: Home, store: Store, standing: Standing, machine: Machine, loaded: Sequence[Kept]
) -> ModelState:
    here, entry = standing.present, standing.entry
    return ModelState(
        standing=standing,
        need=estimated_need(standing.size, machine) if standing.size else None,
        integrity=_integrity(home, store, entry) if here else None,
        checks=last_checks(home, store, entry, standing.path) if here else {},
        loaded=next((kept for kept in loaded if _is_of(kept, home, store, standing)), None),
        on_gpu_build=bool(machine.free.gpu),
    )


def _is_of(kept: Kept, home: Home, store: Store, standing: Standing) -> bool:
    """Whether what is loaded is this model: its file, with its LoRA where it has one."""
    settings = kept.settings
    if settings.path != standing.path:
        return False
    return settings.adapter == known_adapter(home, store, standing.entry, settings.model_hash)


def _integrity(home: Home, store: Store, entry: ModelEntry) -> Integrity:
    """The worst of the model's file and, where it has one, its LoRA's."""
    found = [_file_integrity(store, each, home) for each in files_of(entry)[:2]]
    return min(found, key=get_args(Integrity).index)


def _file_integrity(store: Store, file: ModelEntry, home: Home) -> Integrity:
    """Whether the file's hash, where it was ever read, is the one that the catalogue or the download recorded."""
    path = place_of(file, home)
    expected = file.sha256 or (recorded_hash(path) if file.repo else None)
    if expected is None:
        return "nothing to compare with"
    found = store.known_file_hash(path)
    if found is None:
        return "not compared yet"
    return "as expected" if found == expected else "differs"


def _device(gpu_layers: int, layers: int) -> str:
    if not gpu_layers:
        return "CPU"
    return "GPU" if gpu_layers >= layers else f"GPU ({gpu_layers} of {layers} layers), CPU"
