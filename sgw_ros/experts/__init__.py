# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The perception experts: pure classes that turn a frame and upstream results into one result."""
