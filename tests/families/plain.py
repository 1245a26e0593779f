"""A label distribution the plain way: one context and one decode for each prompt and continuation."""

import ctypes

import llama_cpp as api
import numpy as np

from tests.families.conftest import Asked
from touchstone.domain.engine import Request
from touchstone.engine.llama import load_weights
from touchstone.engine.prompts import Prompt


def plain_distribution(asked: Asked, request: Request) -> tuple[dict[str, float], float]:
    """(probabilities, label mass) of the request's labels, F32 weights and cache, no flash attention."""
    prompt = asked.prompter.prompt(request)
    assert isinstance(prompt, Prompt)
    assert prompt.labels
    model = load_weights(asked.settings.path)
    logprobs = {}
    for prefix, tokens in prompt.labels.wanted.items():
        row = _last_row(model, [*prompt.tokens.tolist(), *prefix])
        logprobs[prefix] = row[list(tokens)]
    api.llama_model_free(model)
    return prompt.labels.combine(logprobs)


def _last_row(model: object, ids: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    params = api.llama_context_default_params()
    params.n_ctx, params.n_batch, params.n_threads, params.n_threads_batch = 4096, 4096, 2, 2
    params.type_k = params.type_v = api.GGML_TYPE_F32
    params.flash_attn_type = 0
    context = api.llama_init_from_model(model, params)
    tokens = (ctypes.c_int32 * len(ids))(*ids)  # kept alive: the batch holds only its address
    batch = api.llama_batch_get_one(tokens, len(ids))
    assert api.llama_decode(context, batch) == 0
    size = api.llama_vocab_n_tokens(api.llama_model_get_vocab(model))
    row = np.ctypeslib.as_array(api.llama_get_logits_ith(context, -1), (size,)).astype(np.float64)
    api.llama_free(context)
    return row - np.logaddexp.reduce(row)
