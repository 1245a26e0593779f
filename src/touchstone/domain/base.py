"""What every domain value shares: frozen, strict about unknown keys, and a content hash."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value. Unknown keys are refused, so that a typing error is never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def content_hash(value: Any, length: int = 64) -> str:
    """The hex SHA-256 of `value` as canonical JSON (sorted keys, no spaces, UTF-8), cut to `length` digits."""
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:length]
