# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tests in a browser are collected only where there is one: `apt-get install chromium`."""

from test.report.browser import CHROMIUM

collect_ignore = [] if CHROMIUM else ["test_page_in_browser.py"]
