# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The visual expert: detectors that find objects in one picture, and what they look like."""
