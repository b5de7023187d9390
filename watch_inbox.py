"""The daemon's door: config, watch, work. The same as `faxpipe watch`.

python watch_inbox.py [CONFIG.toml]
"""

from __future__ import annotations

import sys

from faxpipe.cli import main

if __name__ == "__main__":
    config = ["--config", sys.argv[1]] if len(sys.argv) > 1 else []
    sys.exit(main([*config, "watch"]))
