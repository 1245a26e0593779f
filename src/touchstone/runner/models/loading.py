"""Getting a model ready before its phase begins: loaded where there is work for it, checked at its first use."""

import threading
from collections.abc import Iterator
from typing import Literal

from touchstone.domain.run import Event, Notice, Phase
from touchstone.runner.models.check import ensure_checked, known_report
from touchstone.runner.models.opening import OpenModel
from touchstone.store import Store


def load(
    model: OpenModel,
    store: Store,
    role: Literal["judge", "generator"],
    stop: threading.Event,
    *,
    needed: bool,
    check: bool = True,
    name: str | None = None,
) -> Iterator[Event]:
    """Loads the weights where they are `needed`, and warns of a model that failed its `check`.

    `name`: what the model is called, where it is not by its role.
    """
    name = name or role
    if needed and not model.is_loaded:
        yield Phase(f"loading {name}")
        model.engine()
    if not check:
        return
    if model.is_loaded and known_report(model, store, role) is None:
        yield Phase(f"checking {name}")
    for warning in ensure_checked(model, store, role, stop):
        yield Notice(warning)
