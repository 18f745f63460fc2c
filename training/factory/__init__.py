# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes data sets: what is asked for, who computes it, where it goes, how far it is."""
