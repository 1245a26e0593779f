"""The catalogue's models as the screens offer them."""

from typing import Literal

from touchstone.tui.backend.base import HomeCalls


class ModelCalls(HomeCalls):
    """Everything about models."""

    def models(self, role: Literal["judge", "generator"]) -> list[tuple[str, str]]:
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
