import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from touchstone.domain.check import SchemaCheck
from touchstone.judging.checks import Checker

NAMED = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"$ref": "#/$defs/text"}},
    "$defs": {"text": {"type": "string"}},
}


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    with Checker() as made:
        yield made


@pytest.mark.parametrize(
    ("schema", "response", "met", "found"),
    [
        ({}, '{"a": [1, null]}', True, "JSON"),
        ({}, '```json\n{"a": 1}\n```\n', True, "JSON"),
        ({}, 'Here you are: {"a": 1}', False, "not JSON: Expecting value: line 1 column 1 (char 0)"),
        ({}, "NaN", False, "not JSON: NaN is no JSON value"),
        ({}, "", False, "not JSON: Expecting value: line 1 column 1 (char 0)"),
        (NAMED, '{"name": "Ada"}', True, "JSON that the schema allows"),
        (NAMED, '{"name": 1}', False, "$.name: 1 is not of type 'string'"),
        (NAMED, "{}", False, "$: 'name' is a required property"),
    ],
)
def test_json_is_held_against_the_schema(
    checker: Checker, schema: dict[str, Any], response: str, met: bool, found: str
) -> None:
    told = checker.run(SchemaCheck(json_schema=schema), response)
    assert (told.met, told.text) == (met, found)


def test_json_that_is_nested_too_deeply_gives_no_result(checker: Checker) -> None:
    told = checker.run(SchemaCheck(), "[" * 100_000)
    assert told.met is None
    assert told.text == "the schema gave no result: it is nested too deeply"


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(), st.lists
    )
)
def test_whatever_is_written_as_json_is_json(value: Any) -> None:
    with Checker() as checker:
        assert checker.run(SchemaCheck(), json.dumps(value)).met


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"type": "strin"}, "$.type: 'strin' is not valid"),
        ({"properties": {"a": {"minimum": "1"}}}, "$.properties.a.minimum: '1' is not of type 'number'"),
        ({"pattern": "("}, "$.pattern: '(' is not a 'regex'"),
        ({"$ref": "#/$defs/none"}, "is not in it"),
        ({"items": {"$ref": "other.json"}}, "'other.json' is not in it, and nothing is fetched"),
        ({"$schema": 3}, "unknown $schema 3"),
    ],
)
def test_what_is_no_schema_is_refused_with_its_place(schema: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError) as error:
        SchemaCheck(json_schema=schema)
    assert fault in str(error.value)


def test_no_schema_is_fetched(checker: Checker) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        remote = {"$ref": f"http://127.0.0.1:{server.server_port}/schema.json"}
        with pytest.raises(ValidationError):
            SchemaCheck(json_schema=remote)
        # Also where it was not checked before, the child does not fetch it.
        told = checker.run(SchemaCheck.model_construct(json_schema=remote), "{}")
    finally:
        server.shutdown()
        server.server_close()
    assert told.met is None
    assert "Unresolvable" in told.text
    assert asked == []
