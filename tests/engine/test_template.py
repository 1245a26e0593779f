import pytest

from tests.tiny_gguf import CHAT_TEMPLATE
from touchstone.engine.template import Frame, chat_frame, render
from touchstone.errors import InputError


def _frame(template: str | None, **args: object) -> Frame:
    return chat_frame(template, args, model="m", bos="<s>", eos="</s>")


def test_the_frame_surrounds_the_message_and_opens_the_answer() -> None:
    assert _frame(CHAT_TEMPLATE) == Frame("<s><|user|>\n", "<|end|>\n<|assistant|>\n")


def test_arguments_reach_the_template() -> None:
    template = "{{ messages[0].content }}|{% if enable_thinking is false %}<think></think>{% endif %}"
    assert _frame(template, enable_thinking=False).suffix == "|<think></think>"
    assert _frame(template).suffix == "|"


def test_the_clock_stands_still() -> None:
    assert _frame("{{ strftime_now('%d %b %Y') }} {{ messages[0].content }}").prefix == "01 Jan 2026 "


def test_what_transformers_offers_is_there() -> None:
    template = (
        "{% for message in messages %}{% generation %}{{ message.content }}{% endgeneration %}{% break %}"
        "{% endfor %}{{ {'a': '<é>'} | tojson }}{{ dict(b=1).b }}{% set ns = namespace(n=1) %}"
        "{% set ns.n = 2 %}{{ ns.n }}{% if tools is not none %}tools{% endif %}"
    )
    assert _frame(template).suffix == '{"a": "<é>"}12'


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (None, "no chat template"),
        ("", "no chat template"),
        ("{{ raise_exception('No user role') }}", "No user role"),
        ("{% if %}", "fails"),
        ("{{ messages[0].content.missing.deeper }}", "fails"),
        ("{{ 1 / 0 }}", "fails"),
        ("{{ 1 + 'a' }}", "fails"),
        ("no message", "0 times"),
        ("{{ messages[0].content }}{{ messages[0].content }}", "2 times"),
        ("{{ messages[0].content | lower }}", "0 times"),
    ],
)
def test_a_template_that_does_not_work_says_so(template: str | None, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        _frame(template)
    assert "m" in caught.value.message
    assert "chat_template" in caught.value.remedy


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ messages.append(1) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{% set ns = namespace(__class__=1) %}",
        "{{ 'a' * 10000000000 }}",
        "{{ 10000000000 * ['a'] }}",
        "{{ 9 ** 999999999 }}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{% for i in range(3000) %}{{ 'a' * 1000 }}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_a_hostile_template_is_stopped(attack: str) -> None:
    with pytest.raises(InputError, match=r"fails|nested too deeply"):
        _frame(attack + "{{ messages[0].content }}")


def test_rendering_the_message_equals_frame_around_message() -> None:
    frame = _frame(CHAT_TEMPLATE)
    assert render(CHAT_TEMPLATE, "Hello.", {}, bos="<s>", eos="</s>") == f"{frame.prefix}Hello.{frame.suffix}"
