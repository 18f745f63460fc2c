# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""SGW: one shared, transactional picture of the world for a robot and its experts."""
