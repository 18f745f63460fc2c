# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Sensor input as frames: video files, bags, cameras, image encodings."""
