"""Counting tokens without weights: what a run would cost, and the fingerprint that its answers are kept under."""

import contextlib
from collections.abc import Sequence

from touchstone.domain.engine import Failure, Request
from touchstone.engine.keys import fingerprint
from touchstone.engine.llama import open_vocab
from touchstone.engine.memory import plan
from touchstone.engine.prompts import Prompter
from touchstone.engine.reading import Job
from touchstone.engine.settings import EngineSettings
from touchstone.engine.tree import Tree


def count_tokens(prompter: Prompter, requests: Sequence[Request]) -> tuple[int, int]:
    """(tokens_total, tokens_distinct) of the requests' prompts; over-long ones that are refused are left out."""
    tree, total = Tree(), 0
    for request in requests:
        prompt = prompter.prompt(request)
        if not isinstance(prompt, Failure):
            total += tree.add(Job(0, request, prompt))[0]
    return total, tree.distinct


def added_tokens(prompter: Prompter, requests: Sequence[Request]) -> list[int]:
    """Of each request in turn, the distinct prompt tokens that it adds to those before it; 0 where it is refused."""
    tree, added = Tree(), list[int]()
    for request in requests:
        prompt, before = prompter.prompt(request), tree.distinct
        if not isinstance(prompt, Failure):
            tree.add(Job(0, request, prompt))
        added.append(tree.distinct - before)
    return added


class Counter:
    """A model's vocabulary, template and limits: enough to count tokens and to know the fingerprint."""

    def __init__(self, settings: EngineSettings) -> None:
        with contextlib.ExitStack() as opened:
            self._vocab = opened.enter_context(contextlib.closing(open_vocab(settings.path)))
            self.n_ctx = plan(settings, self._vocab).n_ctx
            self._prompter = Prompter(settings, self._vocab, self.n_ctx)
            self.template = self._prompter.template
            self.fingerprint = fingerprint(settings, self.template, self.n_ctx)
            opened.pop_all()

    def count(self, requests: Sequence[Request]) -> tuple[int, int]:
        """(tokens_total, tokens_distinct) of the requests' prompts; over-long ones that are refused are left out."""
        return count_tokens(self._prompter, requests)

    def added(self, requests: Sequence[Request]) -> list[int]:
        """Of each request in turn, the distinct prompt tokens that it adds to those before it."""
        return added_tokens(self._prompter, requests)

    def written(self, request: Request) -> tuple[list[int], list[int]] | Failure:
        """(the prompt's token ids, those of `request.written` and the token that ends an answer)."""
        prompt = self._prompter.prompt(request)
        if isinstance(prompt, Failure) or prompt.written is None:
            return prompt if isinstance(prompt, Failure) else Failure("nothing was written")
        end = self._vocab.eot if self._vocab.eot >= 0 else self._vocab.eos
        before = prompt.tokens[: prompt.written.start].tolist()
        return before, [*prompt.tokens[prompt.written].tolist(), end]

    def close(self) -> None:
        """Frees the vocabulary."""
        self._vocab.close()


def open_counter(settings: EngineSettings) -> Counter:
    """Loads a model's vocabulary alone. Raises InputError as `open_engine` does."""
    return Counter(settings)
