"""The socket guard, in processes of its own: an audit hook cannot be taken out again."""

import os
import subprocess
import sys
import textwrap

import pytest

_TRY = """
import os, socket, threading
from touchstone.errors import NetworkRefused
from touchstone.offline import install_guard, network_allowed

def attempt(action):
    try:
        action()
    except NetworkRefused:
        return "refused"
    except OSError:
        return "passed"
    return "passed"

def connect(family, address, kind=socket.SOCK_STREAM):
    def action():
        with socket.socket(family, kind) as sock:
            sock.settimeout(0.05)
            sock.connect(address)
    return attempt(action)

install_guard()
install_guard()
"""


def run(code: str, **environment: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", _TRY + textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**_environment(), **environment},
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def _environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))
    }


@pytest.mark.parametrize(
    "action",
    [
        "connect(socket.AF_INET, ('192.0.2.1', 80))",
        "connect(socket.AF_INET6, ('2001:db8::1', 80))",
        "connect(socket.AF_INET6, ('::ffff:192.0.2.1', 80))",
        "attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53)))",
        "attempt(lambda: socket.getaddrinfo('example.invalid', 80))",
        "attempt(lambda: socket.gethostbyname('example.invalid'))",
        "attempt(lambda: socket.create_connection(('192.0.2.1', 80), 0.05))",
    ],
)
def test_another_machine_is_refused(action: str) -> None:
    assert run(f"print({action})") == "refused"


def test_this_machine_is_not() -> None:
    code = """
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    print(connect(socket.AF_INET, ("127.0.0.1", port)), connect(socket.AF_INET, ("localhost", port)))
    print(connect(socket.AF_INET6, ("::1", port)), attempt(lambda: socket.getaddrinfo("localhost", port)))
    if hasattr(socket, "AF_UNIX"):
        print(connect(socket.AF_UNIX, "/nowhere"))
    left, right = socket.socketpair()
    left.sendall(b"x")
    """
    assert "refused" not in run(code)


def test_only_the_thread_that_was_allowed_gets_out() -> None:
    code = """
    outcomes = {}
    def other():
        outcomes["other"] = connect(socket.AF_INET, ("192.0.2.1", 80))
    with network_allowed():
        outcomes["here"] = connect(socket.AF_INET, ("192.0.2.1", 80))
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    outcomes["after"] = connect(socket.AF_INET, ("192.0.2.1", 80))
    print(outcomes["here"], outcomes["other"], outcomes["after"])
    """
    assert run(code) == "passed refused refused"


def test_libraries_are_told_to_stay_offline() -> None:
    code = """
    names = ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")
    print([os.environ.get(name) for name in names])
    with network_allowed():
        print([os.environ.get(name) for name in names])
    print([os.environ.get(name) for name in names])
    """
    assert run(code).splitlines() == ["['1', '1']", "[None, '1']", "['1', '1']"]


def test_an_offline_switch_of_the_user_stays() -> None:
    code = """
    with network_allowed():
        print(os.environ["HF_HUB_OFFLINE"])
    """
    assert run(code, HF_HUB_OFFLINE="1") == "1"
