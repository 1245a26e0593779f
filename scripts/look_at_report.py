"""Opens a report in headless Chromium as a phone, as a desktop, in the dark, and on paper.

    python scripts/look_at_report.py report.html [--out DIR] [--chromium PROGRAM]

Writes phone.png, desktop.png, dark.png and paper.pdf. Exit code 1: the page wrote to the console or asked for
anything.
A control page that does both is opened first: where Chromium does not report it, nothing is concluded.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-update",
    "--disable-background-networking",
    "--enable-logging=stderr",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
PATIENCE = 120
FRAME = """<!doctype html><meta charset="utf-8"><title>frame</title><style>body{{margin:0}}iframe{{border:0}}</style>
<iframe src="{page}" width="{width}" height="{height}" title="page"></iframe>"""
CONTROL = """<!doctype html><title>control</title><img src="http://control.invalid/x.png" alt="">
<script>console.error("control message")</script>"""


@dataclass(frozen=True)
class Seen:
    """What Chromium said while it had a page open: console messages, and addresses that were asked for."""

    console: tuple[str, ...]
    requests: tuple[str, ...]


def look(program: str, page: str, *flags: str) -> Seen:
    """Opens the page once. Chromium's own requests, which no page began, are left out."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "net.json"
        own = (f"--user-data-dir={folder}/profile", f"--log-net-log={log}")
        ran = subprocess.run(
            [program, *QUIET, *own, *flags, page],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        requests = asked_for(log)
    console = [line for line in ran.stderr.splitlines() if re.search(r":CONSOLE[(:]", line)]
    return Seen(tuple(console), requests)


def asked_for(log: Path) -> tuple[str, ...]:
    """The addresses that pages asked for, from Chromium's network log."""
    events = json.loads(log.read_text(encoding="utf-8"))["events"]
    begun = [each["params"] for each in events if "url" in each.get("params", {})]
    return tuple(
        dict.fromkeys(
            each["url"] for each in begun if each.get("initiator", "not an origin") != "not an origin"
        )
    )


def framed(folder: Path, page: Path, width: int, height: int) -> str:
    """A page that shows `page` at a width that Chromium's own window may be too wide for."""
    frame = folder / f"frame-{width}.html"
    frame.write_text(FRAME.format(page=page.as_uri(), width=width, height=height), encoding="utf-8")
    return frame.as_uri()


def control_is_seen(program: str, folder: Path) -> bool:
    """Whether a page that writes to the console and asks for a picture is caught doing so."""
    control = folder / "control.html"
    control.write_text(CONTROL, encoding="utf-8")
    seen = look(program, control.as_uri(), "--screenshot=" + str(folder / "control.png"))
    return "control message" in "".join(seen.console) and any(
        "control.invalid" in each for each in seen.requests
    )


def views(program: str, page: Path, out: Path, folder: Path, height: int) -> dict[str, Seen]:
    """Takes all pictures, and gives what was seen in each."""

    def picture(name: str, address: str, width: int, *flags: str) -> Seen:
        size = f"--window-size={max(width, 500)},{height}"
        return look(program, address, f"--screenshot={out / name}", size, *flags)

    return {
        "phone.png": picture("phone.png", framed(folder, page, 360, height), 360),
        "desktop.png": picture("desktop.png", page.as_uri(), 1280),
        "dark.png": picture("dark.png", page.as_uri(), 1280, "--blink-settings=preferredColorScheme=0"),
        "paper.pdf": look(
            program, page.as_uri(), f"--print-to-pdf={out / 'paper.pdf'}", "--no-pdf-header-footer"
        ),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Looks at the page; 1 where it did anything but lie there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--chromium", default=next(filter(shutil.which, PROGRAMS), None))
    parser.add_argument("--height", type=int, default=6000, help="Of the pictures, in pixels.")
    options = parser.parse_args(arguments)
    if options.chromium is None:
        sys.exit("Chromium is not installed (Debian: apt-get install chromium).")
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if not control_is_seen(options.chromium, Path(folder)):
            sys.exit("This Chromium does not report what a page does; nothing can be concluded.")
        page = options.page.resolve(strict=True)
        found = views(options.chromium, page, out, Path(folder), options.height)
    for name, seen in found.items():
        print(out / name)
        for line in (*seen.console, *seen.requests):
            print(f"  {line}")
    return int(any(seen.console or seen.requests for seen in found.values()))


if __name__ == "__main__":
    sys.exit(main())
