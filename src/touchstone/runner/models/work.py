"""What is done with one model: loaded to be kept, checked, its file verified. Each can be stopped."""

import threading
from collections.abc import Callable

from touchstone.catalogue import Verified, files_of, load_catalogue, verify
from touchstone.errors import Interrupted
from touchstone.paths import Home
from touchstone.runner.models.check import check_open_model, save_report
from touchstone.runner.models.check_report import CheckReport, CheckRole
from touchstone.runner.models.kept import KeptModels
from touchstone.runner.models.opening import open_model
from touchstone.store import open_store

Told = Callable[[str], None]
"""Gets in words what is being done."""


def load_model(home: Home, name: str, kept: KeptModels) -> None:
    """Loads a model and keeps it. Raises InputError: unknown, not here, or no room for it."""
    with open_store(home.database) as store:
        model = open_model(home, store, load_catalogue(home), name, "judge", kept=kept)
        try:
            model.engine()
        finally:
            model.close()


def check(
    home: Home,
    name: str,
    role: CheckRole | None,
    stop: threading.Event,
    kept: KeptModels | None = None,
    told: Told | None = None,
) -> CheckReport:
    """Checks a model (in its own role, where none is given) and keeps the report. Raises Interrupted after `stop`."""
    with open_store(home.database) as store:
        catalogue = load_catalogue(home)
        role = role or own_role(catalogue.get(name).role)
        told = told or (lambda _: None)
        model = open_model(home, store, catalogue, name, role, kept=kept)
        try:
            if not model.is_loaded:
                told(f"loading {model.entry.name}")
                model.engine()
            told(f"checking {model.entry.name} as a {role}")
            report = check_open_model(model, role, stop)
            save_report(model, store, report)
        finally:
            model.close()
    return report


def own_role(role: str) -> CheckRole:
    """As what a model of that role is checked."""
    return "generator" if role == "generator" else "judge"


def verify_model(home: Home, name: str, stop: threading.Event, told: Callable[[int, int], None]) -> Verified:
    """Reads a model's files whole and compares their hashes; `told` gets the bytes done and in all, for each.

    Gives what was found of the one that differs, else of the model's own file.

    Raises InputError where it is not here, and Interrupted after `stop`.
    """

    def progress(_: str, done: int, total: int | None) -> None:
        if stop.is_set():
            raise Interrupted
        told(done, total or done)

    found = [verify(each, home, progress) for each in files_of(load_catalogue(home).get(name))]
    with open_store(home.database) as store:
        for each in found:
            store.save_file_hash(each.path, each.sha256)
    return next((each for each in found if each.ok is False), found[0])
