# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Offline: simulated data and the training of what the experts load; never imported at run time."""

import os

# Read once, when MuJoCo is imported: pictures are made without a display.
os.environ.setdefault("MUJOCO_GL", "osmesa")
# Read once, when torch is imported: its threads do not spin while they wait.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
