"""The catalogue's models as the screens offer, show, load and check them."""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from touchstone.tui.backend.base import HomeCalls

if TYPE_CHECKING:
    from touchstone.catalogue import Verified
    from touchstone.runner.models.check_report import CheckReport, CheckRole
    from touchstone.runner.models.memory_need import Machine
    from touchstone.runner.models.state import ModelState

Role = Literal["judge", "generator"]


class ModelCalls(HomeCalls):
    """Everything about models. But for `models` and `loaded_models` the calls are for workers."""

    def models(self, role: Role) -> list[tuple[str, str]]:
        """(what is shown, name) of the models for this role, those that are on this machine first."""
        from touchstone.catalogue import is_present, load_catalogue

        catalogue = load_catalogue(self.home)
        default = catalogue.default(role).name
        found = []
        for entry in catalogue.entries.values():
            if entry.role in (role, "any"):
                present = is_present(entry, self.home)
                note = "" if present else "  (not downloaded)"
                usual = "  (default)" if entry.name == default else ""
                found.append((not usual, not present, f"{entry.name}{usual}{note}", entry.name))
        return [(shown, name) for *_, shown, name in sorted(found)]

    def machine(self) -> "Machine":
        """This machine's memory as it is now."""
        from touchstone.runner.models.memory_need import Machine

        return Machine.now()

    def model_states(self) -> "list[ModelState]":
        """All models of the catalogue, by the machine that they are meant for."""
        from touchstone.runner.models.state import model_states

        with self.open_store() as store:
            return model_states(self.home, store, self.machine(), self.loaded_models())

    def with_facts(self, state: "ModelState") -> "ModelState":
        """The same with what the model's file says."""
        from touchstone.runner.models.state import with_facts

        return with_facts(self.home, state, self.machine())

    def models_in_use(self) -> "dict[Role, ModelState]":
        """The default judge and the default generator."""
        from touchstone.runner.models.state import models_in_use

        with self.open_store() as store:
            return models_in_use(self.home, store, self.machine(), self.loaded_models())

    def load_model(self, name: str) -> None:
        """Loads a model, to stay loaded."""
        from touchstone.runner.models.work import load_model

        load_model(self.home, name, self.kept)

    def unload_model(self, state: "ModelState") -> None:
        """Frees a model's memory."""
        self.kept.unload(state.standing.path)

    def check_model(
        self, name: str, role: "CheckRole | None", stop: threading.Event, told: Callable[[str], None]
    ) -> "CheckReport":
        """Asks the model obvious questions, and keeps the report."""
        from touchstone.runner.models.work import check

        return check(self.home, name, role, stop, self.kept, told)

    def verify_model(self, name: str, stop: threading.Event, told: Callable[[int, int], None]) -> "Verified":
        """Hashes the model's file and compares; `told` gets the bytes done and in all."""
        from touchstone.runner.models.work import verify_model

        return verify_model(self.home, name, stop, told)

    def set_default(self, name: str, roles: Sequence[Role]) -> None:
        """Makes a model the default for these roles, in the user's own models.toml."""
        from touchstone.catalogue import set_default

        for role in roles:
            set_default(self.home, role, name)
