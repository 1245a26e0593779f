"""From a name in the catalogue to a model that can be asked; weights are loaded only when needed."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from touchstone.catalogue import Catalogue, locate
from touchstone.domain.engine import Engine, Failure, Request
from touchstone.domain.model import ModelEntry
from touchstone.engine import Adapter, Counter, EngineSettings, open_counter, open_engine
from touchstone.errors import InputError
from touchstone.judging import judge_format
from touchstone.paths import Home
from touchstone.runner.models.adapters import ready_adapter
from touchstone.runner.models.kept import KeptModels
from touchstone.store import Store


class OpenModel:
    """A model that counts tokens and knows its fingerprint; `engine()` loads the weights.

    With `kept` the weights are borrowed from there: they may be loaded already, and stay so when this is closed.
    """

    def __init__(self, entry: ModelEntry, settings: EngineSettings, kept: KeptModels | None = None) -> None:
        self.entry = entry
        self.settings = settings
        self.form = judge_format(entry.format)
        """The judge's own format; None: it is asked in Touchstone's prompts."""
        self._kept = kept
        self._counter: Counter | None = None
        self._own: Engine | None = None
        loaded = self._loaded()
        self.fingerprint = self._counting().fingerprint if loaded is None else loaded.info.fingerprint
        """What covers all that could change the model's answer to a request."""

    def _loaded(self) -> Engine | None:
        return self._own if self._kept is None else self._kept.find(self.settings)

    @property
    def is_loaded(self) -> bool:
        """Whether the weights are in memory."""
        return self._loaded() is not None

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        """(tokens_total, tokens_distinct) of the requests' prompts."""
        return (self._loaded() or self._counting()).count(requests)

    def added(self, requests: Sequence[Request]) -> list[int]:
        """Of each request in turn, the distinct prompt tokens that it adds to those before it."""
        return (self._loaded() or self._counting()).added(requests)

    def written(self, request: Request) -> tuple[list[int], list[int]] | Failure:
        """(the prompt's token ids, those of `request.written` with the token that ends an answer)."""
        return self._counting().written(request)

    def _counting(self) -> Counter:
        if self._counter is None:
            self._counter = open_counter(self.settings)
        return self._counter

    @property
    def frame(self) -> tuple[str, int]:
        """(the chat template in use, the longest prompt with its answer in tokens)."""
        counter = self._counting()
        return counter.template, counter.n_ctx

    def engine(self) -> Engine:
        """The engine, loaded now where it is not yet. Raises InputError for a file that is no model."""
        # The engine has the vocabulary too, and a large one takes 25 MB.
        self._close_counter()
        if self._kept is not None:
            return self._kept.lend(self.settings)
        if self._own is None:
            self._own = open_engine(self.settings)
        return self._own

    def set_aside(self) -> None:
        """Frees the weights until `engine` is called again; kept ones may stay where there is room for them."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def unload(self) -> None:
        """Frees the weights, kept or not; they are loaded again where `engine` is called again."""
        self.set_aside()
        if self._kept is not None:
            self._kept.unload(self.settings.path)

    def close(self) -> None:
        """Frees the vocabulary, and the weights that are not kept. The model cannot be used afterwards."""
        self.set_aside()
        self._close_counter()

    def _close_counter(self) -> None:
        if self._counter is not None:
            self._counter.close()
            self._counter = None


def settings_of(
    home: Home,
    entry: ModelEntry,
    path: Path,
    model_hash: str,
    overlong: Literal["refuse", "truncate"] = "refuse",
    adapter: Adapter | None = None,
) -> EngineSettings:
    """What a catalogue's entry, whose file is at `path`, is opened with; `adapter`: its LoRA, where it has one.

    The frame of a judge's own format goes before the file's own template.
    """
    form = judge_format(entry.format)
    return EngineSettings(
        path=path,
        model_hash=model_hash,
        n_ctx=entry.n_ctx,
        gpu_layers=entry.gpu_layers,
        chat_template=entry.chat_template or (form.frame if form else None),
        template_args=entry.template_args,
        answer_prefix=entry.answer_prefix,
        overlong=overlong,
        adapter=adapter,
        probe_file=home.probe,
    )


def open_base(
    home: Home, store: Store, catalogue: Catalogue, judge: OpenModel, kept: KeptModels | None = None
) -> OpenModel:
    """The model that the judge was tuned from, asked just as the judge is: with its template, prefix and context.

    Raises InputError where the judge's entry names none, and as `open_model` does.
    """
    mine = judge.entry
    if mine.base_model is None:
        raise InputError(
            f"the judge {mine.name} names no base model",
            "give its entry the `base_model` that it was tuned from in models.toml, or judge without --base",
        )
    template, n_ctx = judge.frame
    asked_alike = {name: getattr(mine, name) for name in ("template_args", "answer_prefix", "layout")}
    entry = catalogue.get(mine.base_model).model_copy(
        update={**asked_alike, "chat_template": template, "n_ctx": n_ctx}
    )
    return OpenModel(entry, _settings(home, store, entry, judge.settings.overlong), kept)


def open_model(
    home: Home,
    store: Store,
    catalogue: Catalogue,
    name: str | None,
    role: Literal["judge", "generator"],
    overlong: Literal["refuse", "truncate"] = "refuse",
    kept: KeptModels | None = None,
) -> OpenModel:
    """The model of that name, or the role's default. InputError: unknown, not downloaded, or broken."""
    entry = catalogue.get(name) if name else catalogue.default(role)
    return OpenModel(entry, _settings(home, store, entry, overlong), kept)


def _settings(
    home: Home, store: Store, entry: ModelEntry, overlong: Literal["refuse", "truncate"]
) -> EngineSettings:
    path = locate(entry, home)
    model_hash = store.file_hash(path)
    adapter = ready_adapter(home, store, entry, path, model_hash)
    return settings_of(home, entry, path, model_hash, overlong, adapter)
