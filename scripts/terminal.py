"""A program in a real terminal: started in tmux, driven by keys, read as text, and pictured as SVG."""

import io
import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from rich.ansi import AnsiDecoder
from rich.console import Console

POLL_SECONDS = 0.1


class Terminal:
    """A tmux server of its own with one window of `width` by `height` cells. A context manager: leaving kills it."""

    def __init__(self, width: int, height: int) -> None:
        if shutil.which("tmux") is None:
            raise SystemExit("tmux is needed: install it with your system's package manager")
        self.width, self.height = width, height
        self._tmux = ["tmux", "-L", f"touchstone-{os.getpid()}", "-f", os.devnull]

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._run("kill-server", check=False)

    def _run(self, *command: str, check: bool = True) -> str:
        done = subprocess.run([*self._tmux, *command], capture_output=True, text=True, check=False)
        if check and done.returncode:
            raise SystemExit(f"tmux {command[0]}: {done.stderr.strip()}")
        return done.stdout

    def start(self, command: str, folder: Path, home: Path) -> None:
        """Runs a shell command in the window; when it ends, its exit code stays on the screen.

        `home`: what `~` is for it, so that pictures name no folder of this machine.
        """
        size = ["-x", str(self.width), "-y", str(self.height)]
        shell = f"HOME={shlex.quote(str(home))} COLORTERM=truecolor {command}; echo exit code $?; sleep 3600"
        self._run("new-session", "-d", *size, "-c", str(folder), shell)
        # Without this tmux waits after an Escape, for what could be the rest of a key's sequence.
        self._run("set-option", "-g", "escape-time", "0")

    def press(self, *keys: str) -> None:
        """Presses keys by tmux's names: Enter, Escape, C-r, x."""
        self._run("send-keys", *keys)

    def type(self, text: str) -> None:
        """Types a text."""
        self._run("send-keys", "-l", text)

    def screen(self) -> str:
        """What is on the screen, as text."""
        return self._run("capture-pane", "-p")

    def wait(self, *texts: str, seconds: float) -> None:
        """Waits until all these texts are on the screen. SystemExit, with the screen, where they are not in time."""
        end = time.monotonic() + seconds
        while not all(text in (screen := self.screen()) for text in texts):
            if time.monotonic() > end:
                missing = ", ".join(repr(text) for text in texts if text not in screen)
                raise SystemExit(f"after {seconds:.0f} seconds {missing} is not on the screen:\n{screen}")
            time.sleep(POLL_SECONDS)

    def picture(self) -> str:
        """The screen as an SVG that needs nothing from elsewhere."""
        console = Console(
            record=True, width=self.width, file=io.StringIO(), force_terminal=True, color_system="truecolor"
        )
        captured = self._run("capture-pane", "-p", "-e", "-N").split("\n")[: self.height]
        for line in AnsiDecoder().decode("\n".join(captured)):
            console.print(line, no_wrap=True, crop=True)
        return _self_contained(console.export_svg(title="touchstone"))


def _self_contained(svg: str) -> str:
    """Without fonts from the network, and without the random id that Rich gives a picture."""
    svg = re.sub(r"@font-face\s*{.*?}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    return re.sub(r"terminal-\d+", "terminal", svg)
