# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The `sgw` command, one file per subcommand."""

import os

# OpenCV reads this once, when it is first imported. What goes wrong is told by our own errors.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
