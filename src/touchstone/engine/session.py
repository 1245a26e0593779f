"""The engine: a loaded model that answers units of requests."""

import contextlib
import threading
import time
from collections.abc import Iterator, Mapping, Sequence

from touchstone.domain.engine import Answer, Counters, EngineInfo, Failure, Request, UnitAnswers
from touchstone.engine import keys, probe
from touchstone.engine.constraint import Alphabet
from touchstone.engine.context import Context
from touchstone.engine.counting import added_tokens, count_tokens
from touchstone.engine.decode import Decoder
from touchstone.engine.llama import gpu_memory, open_vocab
from touchstone.engine.memory import plan
from touchstone.engine.prompts import Prompter
from touchstone.engine.reading import Job
from touchstone.engine.schedule import Schedule
from touchstone.engine.settings import EngineSettings
from touchstone.engine.tree import Node, Tree
from touchstone.engine.weights import Model
from touchstone.errors import InputError, Interrupted

_UNQUANTISED = {"0", "1", "32"}
"""general.file_type of files in F32, F16 and BF16."""


class LlamaEngine:
    """A loaded model (domain.engine.Engine). One thread at a time."""

    def __init__(self, settings: EngineSettings) -> None:
        with contextlib.closing(open_vocab(settings.path)) as vocab:
            sizes = plan(settings, vocab)
            quantised = vocab.meta("general.file_type") not in _UNQUANTISED
        extra = not quantised or probe.extra_buffers_work(settings.path, settings.probe_file)
        flash = _flash_attn(settings)
        with contextlib.ExitStack() as opened:
            self._model = opened.enter_context(
                contextlib.closing(
                    Model(
                        settings.path,
                        gpu_layers=sizes.gpu_layers,
                        extra_bufts=extra,
                        adapter=settings.adapter,
                    )
                )
            )
            self._prompter = Prompter(settings, self._model.vocab, sizes.n_ctx)
            self._context = Context(
                self._model,
                cells=sizes.cells,
                n_seq=sizes.n_seq,
                n_batch=sizes.n_batch,
                kv_type=settings.kv_type,
                flash_attn=flash,
                threads=sizes.threads,
            )
            opened.pop_all()
        self._sizes = sizes
        self._alphabet = Alphabet(self._model.vocab)
        self.info = EngineInfo(
            fingerprint=keys.fingerprint(settings, self._prompter.template, sizes.n_ctx),
            description=self._model.description,
            n_ctx=sizes.n_ctx,
            n_vocab=self._model.vocab.n_tokens,
            parameters=self._model.parameters,
            weights_bytes=self._model.weights_bytes,
            context_bytes=sizes.bytes + self._model.adapter_bytes,
            layers=self._model.layers,
            gpu_layers=min(sizes.gpu_layers, self._model.layers) if gpu_memory() else 0,
        )

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        """(tokens_total, tokens_distinct) of the requests' prompts. Decodes nothing."""
        return count_tokens(self._prompter, requests)

    def added(self, requests: Sequence[Request]) -> list[int]:
        """Of each request in turn, the distinct prompt tokens that it adds to those before it. Decodes nothing."""
        return added_tokens(self._prompter, requests)

    def run(
        self,
        units: Sequence[Sequence[Request]],
        stop: threading.Event,
        also: Mapping[int, Sequence[Request]] = {},
    ) -> Iterator[UnitAnswers]:
        """Answers the units in order (see domain.engine.Engine).

        `also`: requests that are known already, by their unit. They are not answered; but what they share with
        the others is laid out as it was with them, so that a resumed run equals an undisturbed one, up to rounding.
        """
        began, computed = time.monotonic(), 0
        tree = Tree()
        work = [self._plant(tree, number, unit, stop) for number, unit in enumerate(units)]
        for number, unit in also.items():
            self._outline(tree, number, unit, stop)
        self._context.clear()
        schedule = Schedule(Decoder(self._context, stop), self._context, self._alphabet, tree.root)
        try:
            with _abort_when(stop, self._context):
                schedule.pin_trunk()
                for number, (results, ends, counters) in enumerate(work):
                    schedule.run(number, ends)
                    counters.tokens_computed = schedule.computed - computed
                    computed = schedule.computed
                    jobs = [result for result in results if isinstance(result, Job)]
                    counters.tokens_generated = sum(job.generated for job in jobs)
                    answers: tuple[Answer | Failure, ...] = tuple(
                        result.answer() if isinstance(result, Job) else result for result in results
                    )
                    began, counters.seconds = time.monotonic(), time.monotonic() - began
                    yield UnitAnswers(number, answers, counters)
        finally:
            schedule.close()
            self._context.clear()

    def close(self) -> None:
        """Frees the context and the weights."""
        self._context.close()
        self._model.close()

    def _plant(
        self, tree: Tree, number: int, unit: Sequence[Request], stop: threading.Event
    ) -> tuple[list[Job | Failure], list[Node], Counters]:
        """Adds a unit's requests to the tree: its jobs (or failures), the nodes they end at, what they cost."""
        results: list[Job | Failure] = []
        ends: list[Node] = []
        counters, before = Counters(), tree.distinct
        for request in unit:
            if stop.is_set():
                raise Interrupted
            prompt = self._prompter.prompt(request)
            if isinstance(prompt, Failure):
                results.append(prompt)
                continue
            job = Job(number, request, prompt)
            tokens, nodes = tree.add(job)
            counters.tokens_total += tokens
            results.append(job)
            ends += nodes
        counters.tokens_distinct = tree.distinct - before
        return results, ends, counters

    def _outline(self, tree: Tree, number: int, unit: Sequence[Request], stop: threading.Event) -> None:
        """Adds requests of a unit to the tree that are not to be answered."""
        for request in unit:
            if stop.is_set():
                raise Interrupted
            prompt = self._prompter.prompt(request)
            if not isinstance(prompt, Failure):
                tree.outline(Job(number, request, prompt))


def open_engine(settings: EngineSettings) -> LlamaEngine:
    """Loads a model. Raises InputError for a file that cannot be loaded, and where memory does not suffice."""
    return LlamaEngine(settings)


def _flash_attn(settings: EngineSettings) -> int:
    """llama.cpp's setting: -1 auto, 0 off, 1 on. A quantised KV cache needs it."""
    if settings.kv_type == "q8_0":
        if settings.flash_attn is False:
            raise InputError("a q8_0 KV cache needs flash attention", "set flash_attn on, or kv_type f16")
        return 1
    return -1 if settings.flash_attn is None else int(settings.flash_attn)


@contextlib.contextmanager
def _abort_when(stop: threading.Event, context: Context) -> Iterator[None]:
    """Ends the decode under way when `stop` is set."""
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if stop.wait(0.1):
                context.abort()
                return

    thread = threading.Thread(target=watch, name="touchstone-stop", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
