# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The Spatial Intent Model: its data, network, training, calibration and evaluation."""
