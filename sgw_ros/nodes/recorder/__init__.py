# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Records a run: the bag with every output topic, the report page and the summary."""
