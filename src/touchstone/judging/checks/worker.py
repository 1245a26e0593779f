"""The child process in which patterns are matched and schemas applied: it may be killed at any moment.

It is run as a file, so that it starts without the rest of Touchstone. A line of JSON in is one request; the answer is
an empty line once everything that is needed is loaded, from where on time counts, and a line of JSON: {"found"} for a
pattern (the text that matched, or null), {"fault"} for a schema (null where the response is allowed), or {"error"}.
"""

import json
import re
import sys
from typing import Any

_FENCED = re.compile(r"\s*```[A-Za-z]*[ \t]*\n(.*?)\n?[ \t]*```\s*", re.DOTALL)
_LONGEST = 200


def matched(request: dict[str, Any]) -> dict[str, Any]:
    """Where the pattern is found in the text."""
    flags = re.IGNORECASE if request["ignore_case"] else re.NOFLAG
    found = re.search(request["pattern"], request["text"], flags)
    return {"found": found and found[0][:_LONGEST]}


def validated(request: dict[str, Any]) -> dict[str, Any]:
    """What keeps the text from being JSON that the schema allows. A fenced block around all of it is passed over."""
    from jsonschema.exceptions import best_match
    from jsonschema.validators import Draft202012Validator, validator_for
    from jsonschema_specifications import REGISTRY

    fenced = _FENCED.fullmatch(request["text"])
    try:
        value = json.loads(fenced[1] if fenced else request["text"], parse_constant=_no_constant)
    except ValueError as error:
        return {"fault": f"not JSON: {error}"}
    schema = request["json_schema"]
    # With a registry of its own the library never asks the network for a schema.
    validator = validator_for(schema, default=Draft202012Validator)(schema, registry=REGISTRY)
    fault = best_match(validator.iter_errors(value))
    return {"fault": None if fault is None else f"{fault.json_path}: {fault.message[:_LONGEST]}"}


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request."""
    try:
        return matched(request) if request["kind"] == "regex" else validated(request)
    except RecursionError:
        return {"error": "it is nested too deeply"}
    except Exception as error:  # noqa: BLE001 - whatever it is, it says why there is no answer
        return {"error": f"{type(error).__name__}: {error}"[:_LONGEST]}


def serve() -> None:
    """Answers requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        if request["kind"] == "json_schema":
            import jsonschema.validators  # noqa: F401 - loading it is not to count as time
        print(flush=True)
        print(json.dumps(answer(request)), flush=True)


if __name__ == "__main__":
    serve()
