"""sqlite-utils' Database, imported here alone and without pandas: half a second for a type that is never stored."""

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
_is_new = "pandas" not in _modules
if _is_new:
    _modules["pandas"] = None
try:
    from sqlite_utils import Database
finally:
    if _is_new:
        del _modules["pandas"]

__all__ = ["Database"]
