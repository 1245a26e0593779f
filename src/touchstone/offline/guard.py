"""A process-wide audit hook that refuses every connection to another machine; loopback and Unix sockets pass.

Python raises an audit event before each socket operation; a hook, once added, stays. Native code that opens
sockets by itself raises none, so the environment also tells the libraries to stay offline. A name given to
`socket.connect` itself is looked up before the event (the look-up happens, the connection is refused); HTTP
libraries call `getaddrinfo` first, which is refused.
"""

import ipaddress
import os
import socket
import sys
import threading
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from touchstone.errors import NetworkRefused

_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
_QUIET = {"HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
_TO_ADDRESS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_TO_HOST = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_LOCAL_FAMILIES = frozenset(
    getattr(socket, name) for name in ("AF_UNIX", "AF_NETLINK", "AF_ALG") if hasattr(socket, name)
)
_LOCAL_NAMES = frozenset({"localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback"})

_allowed: ContextVar[bool] = ContextVar("touchstone_network_allowed", default=False)


class _State:
    """What the guard changed in this process, so that `network_allowed` can take it back for a while."""

    lock = threading.Lock()
    installed = False
    added: frozenset[str] = frozenset()
    open_blocks = 0


def install_guard() -> None:
    """Refuses connections to other machines from now on, in this process. Further calls do nothing.

    A refused operation raises NetworkRefused. There is no way back: a program of one's own that also
    needs the network should not install it.
    """
    with _State.lock:
        if not _State.installed:
            _State.added = frozenset(_OFFLINE.keys() - os.environ.keys())
            quiet_environment(os.environ)
            sys.addaudithook(_hook)
            _State.installed = True


def is_guarded() -> bool:
    """Whether connections of Python code in this process are refused now. Native code is only told so."""
    with _State.lock:
        return _State.installed and not _State.open_blocks


def quiet_environment(environment: MutableMapping[str, str]) -> None:
    """Tells libraries, in this process or in a child's environment, to stay offline and to report nothing."""
    for name, value in (_OFFLINE | _QUIET).items():
        environment.setdefault(name, value)


@contextmanager
def network_allowed() -> Iterator[None]:
    """Lets this thread (or task) reach other machines inside the block. Other threads stay refused.

    An offline switch that the user set in the environment stays; only the guard's own is taken back.
    """
    token = _allowed.set(True)
    _switch(+1)
    try:
        yield
    finally:
        _switch(-1)
        _allowed.reset(token)


def _switch(step: int) -> None:
    """Counts the open blocks; the offline switches that the guard set are off while there is one."""
    with _State.lock:
        _State.open_blocks += step
        for name in _State.added:
            if _State.open_blocks:
                os.environ.pop(name, None)
            else:
                os.environ[name] = _OFFLINE[name]


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not event.startswith("socket.") or _allowed.get():
        return
    if event in _TO_ADDRESS:
        sock, address = args[0], args[1]
        if address is not None and not _is_local(sock.family, address):
            raise _refused(address[0] if isinstance(address, tuple) else address)
    elif event in _TO_HOST:
        if not _is_loopback(args[0]):
            raise _refused(args[0])
    elif event == "socket.getnameinfo" and not _is_loopback(args[0][0]):
        raise _refused(args[0][0])


def _refused(target: Any) -> NetworkRefused:
    name = target.decode("utf-8", "replace") if isinstance(target, bytes | bytearray) else str(target)
    return NetworkRefused(
        f"refused to reach {name}: Touchstone works without a network",
        "only `touchstone models pull` may download",
    )


def _is_local(family: int, address: Any) -> bool:
    if family in _LOCAL_FAMILIES:
        return True
    if family in (socket.AF_INET, socket.AF_INET6):
        return isinstance(address, tuple) and bool(address) and _is_loopback(address[0])
    return False


def _is_loopback(host: Any) -> bool:
    """Whether a host name or numeric address is this machine. No host at all asks for no other machine."""
    if host is None:
        return True
    if isinstance(host, bytes | bytearray):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return False
    if not host or host.lower().rstrip(".") in _LOCAL_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped.is_loopback
    return address.is_loopback
