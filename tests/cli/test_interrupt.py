"""Ctrl-C in a real process: exit code 130, what was finished stays, and the run can be resumed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import answers, write_rows


@pytest.mark.skipif(os.name == "nt", reason="sends a POSIX signal")
def test_ctrl_c_ends_in_order_and_the_run_goes_on_later(tiny_home: Path, tmp_path: Path) -> None:
    rows = answers(40)
    for row in rows:
        row["response"] = f"{row['response']} " * 15
    data = write_rows(tmp_path / "data.jsonl", rows)
    touchstone = [sys.executable, "-m", "touchstone"]
    command = [
        *touchstone,
        "judge",
        str(data),
        "--rubric",
        "none",
        "--min-label-mass",
        "0",
        "--allow-unscored",
        "1",
    ]
    env = {**os.environ, "TOUCHSTONE_HOME": str(tiny_home)}
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("judging"):
                process.send_signal(signal.SIGINT)
                break
        written = process.stderr.read()
    assert process.returncode == 130
    assert "touchstone runs resume" in written.splitlines()[-1]
    assert "Traceback" not in written
    resume = [*touchstone, "runs", "resume", "latest"]
    resumed = subprocess.run(resume, env=env, capture_output=True, text=True, check=True)
    assert "80 verdicts" in resumed.stdout
