# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Errors that the one who typed the command can mend."""


class CommandError(Exception):
    """Shown without a stack trace; the command ends with status 1."""
