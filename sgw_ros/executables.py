# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where every executable starts: nothing heavy is imported here, so that Ctrl-C has a quiet place to land.

Importing what a node needs takes a second or more on a small machine. A signal that comes meanwhile ends the
process at once; one that comes later is the executable's own affair.
"""

from __future__ import annotations

import signal
from importlib import import_module

INTERRUPTED = 130
"""Exit status: Ctrl-C before there was anything to close; 128 + SIGINT, as shells have it."""


class Executable:
    """A function `() -> status` by its address, `module:function`, imported when it is called."""

    def __init__(self, address: str) -> None:
        self._module, _, self._function = address.partition(":")

    def __call__(self) -> int:
        """Run it."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        function = getattr(import_module(self._module), self._function)
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return int(function() or 0)
        except KeyboardInterrupt:
            return INTERRUPTED
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


sgw = Executable("sgw_ros.cli.main:main")
component_container = Executable("sgw_ros.nodes.container.main:main")
recorder = Executable("sgw_ros.nodes.recorder.main:main")
end_follower = Executable("sgw_ros.nodes.end_follower:main")
ingest_node = Executable("sgw_ros.nodes.main:ingest")
workspace_node = Executable("sgw_ros.nodes.main:workspace")
flow_expert = Executable("sgw_ros.nodes.main:flow")
visual_expert = Executable("sgw_ros.nodes.main:visual")
memory_expert = Executable("sgw_ros.nodes.main:memory")
physics_expert = Executable("sgw_ros.nodes.main:physics")
risk_expert = Executable("sgw_ros.nodes.main:risk")
supervisor_node = Executable("sgw_ros.nodes.main:supervisor")
view_node = Executable("sgw_ros.nodes.main:view")
fleet_monitor = Executable("sgw_ros.nodes.main:fleet_monitor")
gate = Executable("sgw_ros.nodes.main:gate")
