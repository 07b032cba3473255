"""The process of a kernel, apart from the settings of a person or a machine.

IPython reads configuration and start-up files from the working directory, the profile, the folder
of this Python and those of the system. The profile of a report is an empty one; here the others
are left out, so that a page does not depend on them.
"""

from __future__ import annotations

import sys
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from IPython.core import application

# As a kernel is started: what lies in the working directory is not imported in place of a library.
COMMAND = """\
import sys
sys.path[:] = [folder for folder in sys.path if folder]
from helpers.publishing.kernelapp import run
run(sys.argv[1:])
"""


class ReportKernel(IPKernelApp):
    """A kernel that reads no configuration."""

    def load_config_file(self, *arguments: Any, **options: Any) -> None:
        """Read no file."""


def run(words: list[str], **options: Any) -> None:
    """Be a kernel until the end of the process."""
    application.ENV_CONFIG_DIRS.clear()  # their start-up files
    application.SYSTEM_CONFIG_DIRS.clear()
    sys.argv[1:] = words
    ReportKernel.launch_instance(words, **options)
