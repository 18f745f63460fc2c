# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the launch files are made of: their arguments, each node's parameters, processes and their ends."""

import os

# OpenCV reads this once, when it is first imported. What goes wrong is told by our own errors.
os.environ.setdefault("OPENCV_LOG_LEVEL", "SILENT")
