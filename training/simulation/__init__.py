# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Simulated worlds in MuJoCo: scenes, people, sensors, and the bags that they are recorded to."""
