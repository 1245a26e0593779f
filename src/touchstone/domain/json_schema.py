"""Whether a value is a JSON schema that says everything itself."""

from typing import Any


def schema_fault(schema: dict[str, Any]) -> str | None:
    """Why this is no JSON schema that can be used, with the place in it; None where it is one.

    It is checked by the draft that its "$schema" names, 2020-12 without one. What a "$ref" points to has to be in it:
    nothing is ever fetched.
    """
    # Most rubrics have no schema: only those that have one wait for the library.
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for
    from jsonschema_specifications import REGISTRY
    from referencing import Resource
    from referencing.exceptions import Unresolvable
    from referencing.jsonschema import DRAFT202012

    dialect = schema.get("$schema", "")
    if not isinstance(dialect, str):
        return f"unknown $schema {dialect!r}"
    try:
        validator_for(schema, default=Draft202012Validator).check_schema(schema)
        resource = Resource.from_contents(schema, default_specification=DRAFT202012)
        _resolve(resource, REGISTRY.resolver_with_root(resource))
    except SchemaError as error:
        return f"{error.json_path}: {error.message}"
    except Unresolvable as error:
        return f"$ref {error.ref!r} is not in it, and nothing is fetched"
    except RecursionError:
        return "it is nested too deeply"
    return None


def _resolve(part: Any, resolver: Any) -> None:
    """Follows every reference of a schema and of the schemas inside it. Raises Unresolvable."""
    if isinstance(part.contents, dict) and isinstance(reference := part.contents.get("$ref"), str):
        resolver.lookup(reference)
    for inner in part.subresources():
        _resolve(inner, resolver.in_subresource(inner))
