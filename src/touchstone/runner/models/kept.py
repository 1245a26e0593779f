"""Models that stay loaded between pieces of work, so that the second one does not wait for them again."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from touchstone.domain.engine import Engine
from touchstone.engine import EngineSettings, Plan, Room, file_facts, open_engine
from touchstone.errors import InputError

Stamp = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A loaded model, the settings it was opened with, and the (size, mtime) of its files then."""

    settings: EngineSettings
    stamp: Stamp
    engine: Engine

    @property
    def on_gpu(self) -> float:
        """The share of it that lies on a graphics card."""
        info = self.engine.info
        return info.gpu_layers / info.layers if info.layers else 0.0


class KeptModels:
    """Lends engines and keeps them loaded. What was not used for longest goes where the next would be short of room.

    `lend`, `unload` and `close` belong to the one piece of work that goes on at a time; an engine that was lent may
    be gone after the next `lend`. `loaded` and `find` may be asked from any thread. There is never more than one copy
    of a file's weights.
    """

    def __init__(
        self,
        open_: Callable[[EngineSettings], Engine] = open_engine,
        room: Callable[[], Room] = Room.now,
    ) -> None:
        self._open, self._room = open_, room
        self._kept: tuple[Kept, ...] = ()
        """The one used last at the end."""

    def loaded(self) -> tuple[Kept, ...]:
        """What is loaded now, the one used last at the end."""
        return self._kept

    def find(self, settings: EngineSettings) -> Engine | None:
        """The engine that is loaded with just these settings from a file that is still the same."""
        for kept in self._kept:
            if kept.settings == settings and kept.stamp == _stamp(settings):
                return kept.engine
        return None

    def lend(self, settings: EngineSettings) -> Engine:
        """The engine, loaded now where it is not yet. Raises InputError as `open_engine` does."""
        engine = self.find(settings)
        if engine is not None:
            used = [kept for kept in self._kept if kept.engine is engine]
            self._kept = (*(kept for kept in self._kept if kept.engine is not engine), *used)
            return engine
        self.unload(settings.path)
        self._make_room(settings)
        stamp = _stamp(settings)
        try:
            engine = self._open(settings)
        except InputError:
            if not self._kept:
                raise
            self.close()
            engine = self._open(settings)
        self._kept = (*self._kept, Kept(settings, stamp, engine))
        return engine

    def unload(self, path: Path) -> bool:
        """Frees the model of that file; whether there was one."""
        going = [kept for kept in self._kept if kept.settings.path == path]
        self._kept = tuple(kept for kept in self._kept if kept not in going)
        for kept in going:
            kept.engine.close()
        return bool(going)

    def close(self) -> None:
        """Frees all models. Others can be lent afterwards."""
        for kept in self._kept:
            self.unload(kept.settings.path)

    def _make_room(self, settings: EngineSettings) -> None:
        """Frees models until the new one gets the context that it would get alone: what it answers, and which
        samples it finds over-long, must not depend on what happens to be loaded."""
        while self._kept:
            alone, beside = self._plans(settings)
            if beside is not None and beside == alone:
                return
            self.unload(self._kept[0].settings.path)

    def _plans(self, settings: EngineSettings) -> tuple[Plan | None, Plan | None]:
        """The model's sizes with all others gone, and beside them.

        Weights that are mapped from a file are counted as free by the system, and contexts are not.
        """
        now = self._room()
        alone, beside = now, now
        for kept in self._kept:
            info, share = kept.engine.info, kept.on_gpu
            weights, context = info.weights_bytes, info.context_bytes
            alone = alone.with_more(int(context * (1 - share)), int((weights + context) * share))
            beside = beside.with_more(-int(weights * (1 - share)), 0)
        first, second = file_facts(settings, (alone, beside)).plans
        return first, second


def _stamp(settings: EngineSettings) -> Stamp:
    """(size, mtime in ns) of the model's files; those that are gone are left out."""
    paths = [settings.path, *([settings.adapter.path] if settings.adapter else [])]
    return tuple(
        (status.st_size, status.st_mtime_ns) for status in (path.stat() for path in paths if path.is_file())
    )
