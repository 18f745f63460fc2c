# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an episode is (trajectory, views, signals), the containers it is kept in, and reading them back."""
