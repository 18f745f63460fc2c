# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`python -m sgw_ros` is the `sgw` command."""

import sys

from sgw_ros.executables import sgw

if __name__ == "__main__":
    sys.exit(sgw())
