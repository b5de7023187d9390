"""Nothing of a fax leaves through the log: no name, no date, no text, no file name, whatever goes wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from faxpipe.config import Config, Intake, Log, Paths, Worker, config_toml
from faxpipe.log import KEYS, configure, get_logger, site

SECRETS = ("Zebedee", "Quillfeather", "zebedee-quillfeather", "1931-04-17", "A1B-SECRET")
TEXT = b"Zebedee Quillfeather 1931-04-17 A1B-SECRET"
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def restore_logging() -> object:
    yield
    structlog.reset_defaults()


def lines(level: str = "debug", form: str = "json", **values: object) -> str:
    stream = io.StringIO()
    configure(Log(level=level, format=form), stream)
    get_logger().info("fax", **values)
    return stream.getvalue()


def test_a_line_is_one_json_object_with_time_and_level() -> None:
    line = json.loads(lines(fax=3, state="done"))
    assert (line["event"], line["level"], line["fax"], line["state"]) == ("fax", "info", 3, "done")
    assert line["timestamp"].endswith("Z")


def test_text_is_for_people() -> None:
    assert "fax=3" in lines(form="text", fax=3)


def test_below_its_level_nothing_is_said() -> None:
    assert lines(level="warning", fax=3) == ""


def test_a_key_nobody_allowed_does_not_leave_the_process() -> None:
    assert "Zebedee" not in lines(patient="Zebedee", fax=1)
    assert "patient" not in KEYS


@pytest.mark.parametrize("value", ["Zebedee\nQuill", "Ünal", 'a"b', "x" * 200, ["Zebedee; b"]])
def test_a_value_that_is_no_code_is_withheld(value: object) -> None:
    assert json.loads(lines(reason=value))["reason"] == "withheld"


def test_an_error_is_told_by_its_type_and_place() -> None:
    try:
        raise ValueError("Zebedee")
    except ValueError as error:
        told = site(error)
    assert told.startswith("ValueError at test_log.py:")
    assert site(KeyError("Zebedee")) == "KeyError"


DAEMON = """
import logging, sys, threading
from pathlib import Path
sys.path[:0] = {paths!r}
import faults
from faxpipe.config import load_config
from faxpipe.daemon import run_daemon
from faxpipe.store import QueueFilter, State, Store

logging.basicConfig(level=logging.DEBUG)

def finish(config, stop, expected):
    pause = threading.Event()
    for _ in range(1200):
        pause.wait(0.1)
        if config.paths.database.exists():
            with Store(config.paths.database) as store:
                ended = QueueFilter(states=(State.DONE, State.FAILED), dispositions=())
                if len(store.queue(ended)) == expected:
                    break
    stop.set()

if __name__ == "__main__":
    config = load_config(Path(sys.argv[1]), {{}})
    stop = threading.Event()
    threading.Thread(target=finish, args=(config, stop, {expected})).start()
    sys.exit(run_daemon(config, stop, read=faults.hostile))
"""


def test_no_patient_data_in_the_output_of_a_daemon_at_debug_with_every_fault(tmp_path: Path) -> None:
    names = ("inbox", "archive", "quarantine")
    paths = Paths(**{name: tmp_path / name for name in names}, database=tmp_path / "queue.sqlite3")
    worker = Worker(attempts_max=2, retry_s=0, fax_timeout_s=2, poll_s=0.1)
    config = Config(
        paths=paths,
        log=Log(level="debug"),
        intake=Intake(settle_s=0.1, rescan_s=0.2, size_bytes_max=4000),
        worker=worker,
    )
    faxes = [
        b"%PDF-1.4 " + fault + b" " + TEXT + b" %%EOF"
        for fault in (b"ok", b"crash", b"hang", b"bug", b"unreadable")
    ]
    faxes += [b"%PDF-1.4 unfinished " + TEXT, b"no fax " + TEXT, TEXT * 200, b""]
    paths.inbox.mkdir()
    for number, content in enumerate(faxes):
        (paths.inbox / f"zebedee-quillfeather-{number}.pdf").write_bytes(content)
    (tmp_path / "config.toml").write_text(config_toml(config), encoding="utf-8")
    script = tmp_path / "daemon.py"
    where = [str(HERE), str(HERE / "worker"), str(HERE.parent)]
    script.write_text(DAEMON.format(paths=where, expected=len(faxes)), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "config.toml")], capture_output=True, timeout=200, check=True
    )
    said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    codes = {line["reason"] for line in told if line["event"] == "fax"}
    assert {"crashed", "timeout", "bug", "encrypted", None} <= codes
    assert [secret for secret in SECRETS if secret.lower() in said.lower()] == []
