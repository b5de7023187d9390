"""`faxpipe run`: the daemon and the review page, each a process of its own, looked after by this one.

One that dies is started again after a pause and takes nobody along; SIGTERM, Ctrl-C and a closed terminal stop
both cleanly. Where neither can be started at all (a wrong configuration), this says so and ends.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from faxpipe.cli.terminal import complain
from faxpipe.config import Config

NEEDS_CONFIG = True
EXAMPLES = """  faxpipe run                       # what `make run` does
  faxpipe --config /srv/faxpipe/config.toml run
"""

LOOK_S = 0.2
PAUSE_FIRST_S, PAUSE_MAX_S = 1.0, 60.0
LIVED_S = 60.0
"""A process that ran for so long was well; its next pause is short again."""
GRACE_MORE_S = 15.0
CANNOT_START = frozenset({2, 3})
CALL = "import sys; from faxpipe.cli import main; sys.exit(main())"
_PR_SET_PDEATHSIG = 1
# A supervisor that is killed takes its processes along, so that the next one finds no rival (Linux).
CHILD = f"import ctypes, signal; ctypes.CDLL(None).prctl({_PR_SET_PDEATHSIG}, signal.SIGTERM); {CALL}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The configuration says it all."""


def run(args: argparse.Namespace, config: Config) -> int:
    """Run both until SIGTERM, SIGINT or SIGHUP."""
    base = [sys.executable, "-c", CHILD, "--config", str(args.config)]
    children = tuple(Child(name, [*base, name]) for name in ("watch", "review"))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup sets it
            signal.signal(number, lambda *_: stop.set())
    try:
        return supervise(children, stop)
    finally:
        end(children, config.worker.grace_s + GRACE_MORE_S)


@dataclass(slots=True)
class Child:
    """One of the two processes, started again where it ends."""

    name: str
    call: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    again_at: float = 0.0
    pause_s: float = PAUSE_FIRST_S
    lived: bool = False
    code: int | None = field(default=None)

    def start(self, now: float) -> None:
        # A session of its own: Ctrl-C comes to us, and we stop it once.
        self.process = subprocess.Popen(self.call, start_new_session=True)
        self.began = now

    def look(self, now: float) -> None:
        """Start it where it should run and does not; see where it has ended."""
        if self.process is None:
            if now >= self.again_at:
                self.start(now)
            return
        self.code = self.process.poll()
        if self.code is None:
            self.lived = self.lived or now - self.began > LIVED_S
            return
        self.pause_s = PAUSE_FIRST_S if now - self.began > LIVED_S else min(self.pause_s * 2, PAUSE_MAX_S)
        self.process, self.again_at = None, now + self.pause_s
        complain(f"`faxpipe {self.name}` ended with code {self.code}; it is started again in {self.pause_s:.0f} s")

    @property
    def hopeless(self) -> bool:
        """Whether it never came up and says itself that it cannot."""
        return self.process is None and not self.lived and self.code in CANNOT_START


def supervise(
    children: tuple[Child, ...], stop: threading.Event, clock: Callable[[], float] = time.monotonic
) -> int:
    """Keep `children` running until `stop`; the exit code, not 0 where none of them can be started."""
    while not stop.is_set():
        for child in children:
            child.look(clock())
        if all(child.hopeless for child in children):
            return children[0].code or 1
        stop.wait(LOOK_S)
    return 0


def end(children: tuple[Child, ...], grace_s: float) -> None:
    """Ask each to stop, wait together for `grace_s`, then kill what still runs."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    until = time.monotonic() + grace_s
    for process in running:
        try:
            process.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
