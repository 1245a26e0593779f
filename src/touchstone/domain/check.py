"""Deterministic checks, which a criterion may carry instead of a question to the judge. Values; code runs them."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from touchstone.domain.base import Value
from touchstone.domain.json_schema import schema_fault


class CountCheck(Value):
    """How many words, sentences, paragraphs, lines, bullets or characters a response has. At least one bound."""

    kind: Literal["count"] = "count"
    of: Literal["words", "sentences", "paragraphs", "lines", "bullets", "characters"]
    at_least: int | None = Field(default=None, ge=0)
    at_most: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _check_bounds(self) -> Self:
        low, high = self.at_least, self.at_most
        if low is None and high is None:
            raise ValueError("a count needs at_least or at_most")
        if low is not None and high is not None and low > high:
            raise ValueError("at_least is above at_most")
        return self


class TextCheck(Value):
    """Whether the response contains, starts with or ends with texts.

    `all`: every one of them is needed, else one suffices (only for "contains"). `negate`: none may be there.
    """

    kind: Literal["contains", "starts", "ends"]
    texts: tuple[Annotated[str, Field(min_length=1)], ...] = Field(min_length=1)
    all: bool = True
    ignore_case: bool = True
    negate: bool = False


class PatternCheck(Value):
    """Whether a regular expression (Python's `re`) is found in the response; `negate`: whether it is not."""

    kind: Literal["regex"] = "regex"
    pattern: str = Field(min_length=1)
    ignore_case: bool = False
    negate: bool = False

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return pattern


class SchemaCheck(Value):
    """Whether the response is JSON that a JSON schema allows. An empty schema allows any JSON.

    The schema is checked as such, by the draft that its "$schema" names (2020-12 without one). What a "$ref" points
    to has to be in it: nothing is ever fetched.
    """

    kind: Literal["json_schema"] = "json_schema"
    json_schema: dict[str, Any] = {}

    @field_validator("json_schema")
    @classmethod
    def _is_schema(cls, schema: dict[str, Any]) -> dict[str, Any]:
        if schema and (fault := schema_fault(schema)):
            raise ValueError(f"not a JSON schema: {fault}")
        return schema


Check = Annotated[CountCheck | TextCheck | PatternCheck | SchemaCheck, Field(discriminator="kind")]
"""A check of any kind; `kind` tells which."""
