# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The flow expert: dense optical flow with confidence, and the camera's own motion."""
