"""The peers: `llama_cpp.Llama` in a process of its own, and llama-server with one client or several."""

import contextlib
import http.client
import json
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts.bench.asks import Ask
from scripts.bench.measure import Measure, peak_mb

CONTEXT, BATCH = 8192, 512
"""Tokens of a peer's context (for each slot of a server), and of one of its decodes."""


def llama(model: Path, asks: Sequence[Ask], threads: int, extra_buffers: bool) -> Measure:
    """`Llama`, one request at a time; it keeps what the last prompt shares with the next one."""
    import llama_cpp

    defaults = llama_cpp.llama_cpp.llama_model_default_params

    def parameters() -> Any:
        chosen = defaults()
        chosen.use_extra_bufts = extra_buffers
        return chosen

    llama_cpp.llama_cpp.llama_model_default_params = parameters
    peer = llama_cpp.Llama(
        str(model), n_ctx=CONTEXT, n_batch=BATCH, n_threads=threads, n_threads_batch=threads, verbose=False
    )
    grammars = {
        text: llama_cpp.LlamaGrammar.from_string(text, verbose=False)
        for text in {ask.grammar for ask in asks if ask.grammar}
    }
    began, first = time.perf_counter(), 0.0
    computed = written = 0
    for ask in asks:
        kept = _common(peer._input_ids, ask.tokens)
        computed += len(ask.tokens) - kept
        made: list[int] = []
        for token in peer.generate(ask.tokens, temp=0.0, grammar=grammars.get(ask.grammar)):
            made.append(token)
            if len(made) >= max(1, ask.writes) or token == peer.token_eos():
                break
        if ask.then:
            next(peer.generate([*ask.tokens, *made, *ask.then], temp=0.0))
            computed += len(ask.then)
        written += len(made) if ask.writes else 0
        first = first or time.perf_counter() - began
    seconds = time.perf_counter() - began
    return Measure(seconds, sum(ask.verdicts for ask in asks), computed, written, first, peak_mb())


def _common(left: Sequence[int], right: Sequence[int]) -> int:
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))


class Server:
    """A running llama-server."""

    def __init__(self, port: int, process: "subprocess.Popen[bytes]") -> None:
        self._port = port
        self._process = process

    def ask(self, prompt: Sequence[int], tokens: int, grammar: str) -> dict[str, Any]:
        """One completion. Raises RuntimeError where the server refuses."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=600)
        body: dict[str, Any] = {
            "prompt": list(prompt),
            "n_predict": tokens,
            "temperature": 0.0,
            "cache_prompt": True,
            "return_tokens": True,
        }
        body |= {"grammar": grammar} if grammar else {"n_probs": 8}
        connection.request("POST", "/completion", json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read()
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"llama-server: {response.status} {text[:200]!r}")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def peak_mb(self) -> float:
        """The most memory that the server has had, in MB."""
        return peak_mb(self._process.pid)


@contextlib.contextmanager
def server(binary: Path, model: Path, slots: int, threads: int, extra_buffers: bool) -> Iterator[Server]:
    """A llama-server on a free port of the loopback, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [binary, "-m", model, "--port", port, "-np", slots, "-c", CONTEXT * slots, "-t", threads]
    command += ["-b", 2048, "-ub", BATCH, "--host", "127.0.0.1", "--no-webui", "--offline"]
    command += [] if extra_buffers else ["--no-repack"]
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"llama-server ended with {process.returncode}")
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise RuntimeError("llama-server did not start")


def serve(running: Server, asks: Sequence[Ask], clients: int) -> Measure:
    """The requests, by so many clients, each of which takes the next one when it is done with its own."""
    began = time.perf_counter()

    def one(ask: Ask) -> tuple[int, int, float]:
        answer = running.ask(ask.tokens, max(1, ask.writes), ask.grammar)
        computed, written = answer["timings"]["prompt_n"], answer["tokens_predicted"] if ask.writes else 0
        if ask.then:
            prompt = [*ask.tokens, *answer["tokens"], *ask.then]
            computed += running.ask(prompt, 1, "")["timings"]["prompt_n"]
        return computed, written, time.perf_counter() - began

    with ThreadPoolExecutor(clients) as pool:
        done = list(pool.map(one, asks))
    seconds = time.perf_counter() - began
    return Measure(
        seconds,
        sum(ask.verdicts for ask in asks),
        sum(computed for computed, _, _ in done),
        sum(written for _, written, _ in done),
        min(end for _, _, end in done),
        running.peak_mb(),
    )
