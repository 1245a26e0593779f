"""Content keys: of a model with all that changes its answers, and of one request to it."""

from touchstone.domain.base import content_hash
from touchstone.domain.engine import Request
from touchstone.engine.llama import api
from touchstone.engine.settings import EngineSettings


def fingerprint(settings: EngineSettings, template: str, n_ctx: int) -> str:
    """The hex SHA-256 of everything but the request that could change an answer.

    `template`: the one in use. The context's length counts only where over-long requests are cut to it.
    """
    adapter = settings.adapter
    return content_hash(
        [
            settings.model_hash,
            adapter and [adapter.sha256, adapter.scale],
            template,
            sorted((name, repr(value)) for name, value in settings.template_args.items()),
            settings.answer_prefix,
            settings.kv_type,
            settings.flash_attn,
            settings.overlong,
            n_ctx if settings.overlong == "truncate" else None,
            api.__version__,
        ]
    )


def request_key(fingerprint: str, request: Request) -> str:
    """The key of one request to the model of that fingerprint, for a cache of answers (hex SHA-256)."""
    writing = request.writing
    fields = (
        request.content,
        [(label.name, label.spellings) for label in request.labels],
        writing and (writing.grammar, writing.max_tokens, writing.temperature, writing.seed, writing.then),
        request.start,
        request.cut,
        # Left out where they are not set: answers that were cached before there were such requests stay valid.
        *((request.written, request.scored) if request.written or request.scored else ()),
        *((writing.stop,) if writing and writing.stop else ()),
    )
    return content_hash([fingerprint, fields])
