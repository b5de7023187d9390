"""A real fax call for a page: two T.30 terminals joined by a noisy line, made by a simulator outside this project.

Part of the lab. The simulator's source is not ours; it is compiled where it is found, with the library spandsp.
Without it there are no pages of the group "t30", and the run says so.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from faxpipe.errors import ToolMissingError
from faxpipe.lab.channel import DPI_X, FINE_DPI_Y, STANDARD_DPI_Y

SOURCE = Path(__file__).resolve().parents[4] / "shared" / "t30" / "t30sim.c"
COMPILE_TIMEOUT_S, CALL_TIMEOUT_S = 60, 60
V27TER = "1"  # 4,800 bits a second: the page takes longest, so most of the noise falls on it
ATTEMPTS_MAX = 12

Call = Callable[[Image.Image, bool, random.Random], Image.Image]


def build(source: Path, folder: Path) -> Call:
    """Compile the simulator into `folder`. Raises ToolMissingError without its source, a compiler or spandsp."""
    compiler = shutil.which("cc")
    if not source.is_file():
        raise ToolMissingError("the T.30 simulator's source is not here; name it with --t30")
    if compiler is None:
        raise ToolMissingError("the T.30 simulator needs a C compiler; install the package gcc")
    program = folder / "t30sim"
    command = (compiler, "-O2", "-o", str(program), str(source), "-lspandsp", "-lm")
    done = subprocess.run(command, capture_output=True, timeout=COMPILE_TIMEOUT_S, check=False)
    if done.returncode:
        raise ToolMissingError("the T.30 simulator could not be built; install libspandsp-dev and libtiff-dev")

    def call(page: Image.Image, fine: bool, rng: random.Random) -> Image.Image:
        return send_by(program, page, fine, rng)

    return call


def send_by(program: Path, page: Image.Image, fine: bool, rng: random.Random) -> Image.Image:
    """The page as the other end received it, without error correction: lines damaged, lost and repeated.

    A call that breaks down is dialled again, over another line. Raises ToolMissingError where none goes through.
    """
    dpi = (DPI_X, FINE_DPI_Y if fine else STANDARD_DPI_Y)
    with tempfile.TemporaryDirectory(prefix="faxpipe-t30-") as folder:
        sent, received = Path(folder) / "sent.tif", Path(folder) / "received.tif"
        page.save(sent, compression="group4", dpi=dpi)
        for _ in range(ATTEMPTS_MAX):
            received.unlink(missing_ok=True)
            noise, bursts, seed = rng.randint(20, 50), rng.uniform(0.3, 3.0), rng.randint(1, 10**6)
            options = (f"{noise}", "0", f"{bursts:.2f}", V27TER, f"{seed}", "")
            command = (str(program), str(sent), str(received), *options)
            done = subprocess.run(command, capture_output=True, timeout=CALL_TIMEOUT_S, check=False)
            if done.returncode == 0 and received.is_file():
                with Image.open(received) as image:
                    return image.convert("1", dither=Image.Dither.NONE)
    raise ToolMissingError(f"no simulated call of {ATTEMPTS_MAX} went through")
