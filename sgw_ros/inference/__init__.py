# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Self-describing model files and the ONNX Runtime sessions that run them."""
