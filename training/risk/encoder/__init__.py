# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The small encoder of pictures: taught what is where and how it moves, then frozen."""
