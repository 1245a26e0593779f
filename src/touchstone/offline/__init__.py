"""The socket guard: nothing leaves this machine, except where `models pull` asks for it."""

from touchstone.offline.guard import install_guard, is_guarded, network_allowed, quiet_environment

__all__ = ["install_guard", "is_guarded", "network_allowed", "quiet_environment"]
