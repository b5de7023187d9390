"""Nothing of a fax leaves through the log: no name, no date, no text, no file name, whatever goes wrong."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from faxpipe.config import Config, Intake, Log, Paths, Worker, config_toml
from faxpipe.log import KEYS, configure, get_logger, site
from faxpipe.store import QueueFilter, State, Store
from faxpipe.task import unpack

SECRETS = ("Zebedee", "Quillfeather", "zebedee-quillfeather", "1931-04-17", "A1B-SECRET")
TEXT = b"Zebedee Quillfeather 1931-04-17 A1B-SECRET"
HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
VOCABULARY = frozenset("done level priority reason state pages".split())
"""What log lines say of themselves, and faxes may say, too."""


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
    sys.exit(run_daemon(config, stop, read=faults.{reader}))
"""


def configured(folder: Path, worker: Worker, intake: Intake) -> Config:
    paths = Paths(
        **{name: folder / name for name in ("inbox", "archive", "quarantine")}, database=folder / "queue.sqlite3"
    )
    paths.inbox.mkdir()
    return Config(paths=paths, log=Log(level="debug"), intake=intake, worker=worker)


def output_of_a_daemon(folder: Path, config: Config, reader: str, *, expected: int) -> tuple[str, set[str | None]]:
    """All that a daemon says while it reads `expected` faxes with a reader of `faults`, and the reasons in it."""
    (folder / "config.toml").write_text(config_toml(config), encoding="utf-8")
    script = folder / "daemon.py"
    where = [str(HERE), str(HERE / "worker"), str(HERE.parent)]
    script.write_text(DAEMON.format(paths=where, expected=expected, reader=reader), encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, str(script), str(folder / "config.toml")], capture_output=True, timeout=200, check=True
    )
    said = (ran.stdout + ran.stderr).decode("utf-8", "replace")
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return said, {line["reason"] for line in told if line["event"] == "fax"}


def test_no_patient_data_in_the_output_of_a_daemon_at_debug_with_every_fault(tmp_path: Path) -> None:
    worker = Worker(attempts_max=2, retry_s=0, fax_timeout_s=6, poll_s=0.1)
    config = configured(tmp_path, worker, Intake(settle_s=0.1, rescan_s=0.2, size_bytes_max=4000))
    faxes = [
        b"%PDF-1.4 " + fault + b" " + TEXT + b" %%EOF"
        for fault in (b"ok", b"crash", b"hang", b"bug", b"unreadable")
    ]
    faxes += [b"%PDF-1.4 unfinished " + TEXT, b"no fax " + TEXT, TEXT * 200, b""]
    for number, content in enumerate(faxes):
        (config.paths.inbox / f"zebedee-quillfeather-{number}.pdf").write_bytes(content)
    said, codes = output_of_a_daemon(tmp_path, config, "hostile", expected=len(faxes))
    assert {"crashed", "timeout", "bug", "encrypted", None} <= codes
    assert [secret for secret in SECRETS if secret.lower() in said.lower()] == []


def test_no_patient_data_of_real_faxes_leaves_through_logs_errors_or_file_names(tmp_path: Path) -> None:
    """Two samples through the real pipeline, and again with a stage that raises the text of the page."""
    config = configured(tmp_path, Worker(attempts_max=1, poll_s=0.1), Intake(settle_s=0.1, rescan_s=0.2))
    printout, form = (SAMPLES / f"{name}.pdf" for name in ("sample_14_printout", "sample_05_form_only"))
    faxes = {fax.name: fax.read_bytes() for fax in (printout, form)}
    faxes |= {f"{fault}-{form.name}": form.read_bytes() + f"%{fault}".encode() for fault in ("engine", "stage")}
    for name, content in faxes.items():
        (config.paths.inbox / f"okafor-{name}").write_bytes(content)
    said, codes = output_of_a_daemon(tmp_path, config, "leaking", expected=len(faxes))
    assert codes == {None, "bug"}
    with Store(config.paths.database) as store:
        rows = store.queue(QueueFilter(dispositions=()))
        read = [store.words(row.id) for row in rows if row.state is State.DONE]
        failed = [store.fax(row.id) for row in rows if row.state is State.FAILED]
    assert (len(read), len(failed)) == (2, 2)
    said += "".join(f"{fax.attempts} {fax.events} {fax.row.reason}" for fax in failed if fax)
    kept = [path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()]
    said += " ".join(map(str, kept))
    held = {
        word.text for pages in read for page in pages for word in unpack(page).words if word.confidence > 0.5
    } | set(answers(printout, form))
    assert len(held) > 200
    assert sorted(word for word in tokens(" ".join(held)) & tokens(said) if word not in VOCABULARY) == []
    assert [value for value in answers(printout, form) if len(value) > 3 and value.lower() in said.lower()] == []


def answers(*faxes: Path) -> list[str]:
    """Every value that the truths of `faxes` hold, and the names of their files."""
    values = [fax.stem for fax in faxes]
    for fax in faxes:
        truth = json.loads(fax.with_suffix(".truth.json").read_text(encoding="utf-8"))
        for referral in truth["referrals"]:
            for value in referral["fields"].values():
                values += map(str, value) if isinstance(value, list) else [str(value)]
    return [value for value in values if value not in VOCABULARY]


def tokens(text: str) -> set[str]:
    """Words of four letters and more, and numbers of five digits and more, in small letters."""
    return set(re.findall(r"[^\W\d_]{4,}|\d{5,}", text.lower()))
