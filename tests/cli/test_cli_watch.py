"""The daemon's two doors say where faxes go, and end when they are asked to."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("door", ["faxpipe watch", "watch_inbox.py"])
def test_the_daemon_says_where_faxes_go_and_stops_on_sigterm(data: Path, door: str) -> None:
    script = Path(sys.executable).with_name("faxpipe")
    command = [script, "watch"] if door == "faxpipe watch" else [sys.executable, ROOT / "watch_inbox.py"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=data.parent) as daemon:
        try:
            assert daemon.stderr is not None
            said = ""
            for line in daemon.stderr:
                said += line
                if "daemon_started" in line:
                    break
            daemon.terminate()
            said += daemon.communicate(timeout=60)[1]
        finally:
            daemon.kill()
    assert daemon.returncode == 0
    assert f"faxes go into {data / 'inbox'}" in said
    assert re.search(r"look at the queue with: (\S*/)?faxpipe queue\n", said)
    assert "daemon_stopped" in said
