# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Ready-made event handlers."""

from .on_process import OnProcessExit, OnProcessIO, OnProcessStart
from .on_shutdown import OnShutdown

__all__ = ["OnProcessExit", "OnProcessIO", "OnProcessStart", "OnShutdown"]
