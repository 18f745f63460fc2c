# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The learned physics expert: what it is trained on, its network, its training and its evaluation."""
