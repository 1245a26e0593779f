"""From a name in the catalogue to a model that can be asked; weights are loaded only when needed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from touchstone.catalogue import Catalogue, locate
from touchstone.domain.engine import Engine, Request
from touchstone.domain.model import ModelEntry
from touchstone.engine import Counter, EngineSettings, open_counter, open_engine
from touchstone.paths import Home
from touchstone.store import Store


class OpenModel:
    """A model that counts tokens and knows its fingerprint; `engine()` loads the weights."""

    def __init__(self, entry: ModelEntry, settings: EngineSettings) -> None:
        self.entry = entry
        self.settings = settings
        self._counter: Counter | None = open_counter(settings)
        self._engine: Engine | None = None
        self.fingerprint = self._counter.fingerprint
        """What covers all that could change the model's answer to a request."""

    @property
    def is_loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._engine is not None

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        """(tokens_total, tokens_distinct) of the requests' prompts."""
        if self._engine is not None:
            return self._engine.count(requests)
        if self._counter is None:
            self._counter = open_counter(self.settings)
        return self._counter.count(requests)

    def engine(self) -> Engine:
        """The engine, loaded now where it is not yet. Raises InputError for a file that is no model."""
        if self._engine is None:
            # The engine has the vocabulary too, and a large one takes 25 MB.
            self._close_counter()
            self._engine = open_engine(self.settings)
        return self._engine

    def unload(self) -> None:
        """Frees the weights; they are loaded again where `engine` is called again."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def close(self) -> None:
        """Frees the weights and the vocabulary. The model cannot be used afterwards."""
        self.unload()
        self._close_counter()

    def _close_counter(self) -> None:
        if self._counter is not None:
            self._counter.close()
            self._counter = None


def open_model(
    home: Home,
    store: Store,
    catalogue: Catalogue,
    name: str | None,
    role: Literal["judge", "generator"],
    overlong: Literal["refuse", "truncate"] = "refuse",
) -> OpenModel:
    """The model of that name, or the role's default. InputError: unknown, not downloaded, or broken."""
    entry = catalogue.get(name) if name else catalogue.default(role)
    path = locate(entry, home)
    settings = EngineSettings(
        path=path,
        model_hash=store.file_hash(path),
        n_ctx=entry.n_ctx,
        gpu_layers=entry.gpu_layers,
        chat_template=entry.chat_template,
        template_args=entry.template_args,
        answer_prefix=entry.answer_prefix,
        overlong=overlong,
        adapter=Path(entry.adapter) if entry.adapter else None,
        probe_file=home.probe,
    )
    return OpenModel(entry, settings)
