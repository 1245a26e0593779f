"""The models of a refinement: opened by name, loaded one at a time, and freed in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from touchstone.catalogue import load_catalogue
from touchstone.domain.run import Event
from touchstone.refine.bench import Bench
from touchstone.runner.models.loading import load
from touchstone.runner.models.opening import OpenModel, open_model


@dataclass(slots=True)
class Models:
    """The models that have been opened, by role and name."""

    bench: Bench
    opened: dict[tuple[str, str], OpenModel] = field(default_factory=dict)

    def get(self, name: str, role: Literal["judge", "generator"]) -> OpenModel:
        """The model of that name. Raises InputError: unknown, not downloaded, or broken."""
        if (role, name) not in self.opened:
            home, store = self.bench.home, self.bench.store
            self.opened[role, name] = open_model(home, store, load_catalogue(home), name, role)
        return self.opened[role, name]

    def ready(self, name: str, role: Literal["judge", "generator"]) -> Iterator[Event]:
        """Loads the model alone: the weights of all others are freed first. Warns of one that fails its check."""
        wanted = self.get(name, role)
        for model in self.opened.values():
            if model is not wanted:
                model.set_aside()
        yield from self.bench.once(load(wanted, self.bench.store, role, self.bench.stop, needed=True))

    def close(self) -> None:
        """Frees them all."""
        for model in self.opened.values():
            model.close()


@contextmanager
def opened_models(bench: Bench) -> Iterator[Models]:
    """Models for a while."""
    models = Models(bench)
    try:
        yield models
    finally:
        models.close()
