"""Kernels for the reports: forked from a warm process where that is possible, else started plain.

Both are processes of their own with the same environment, and give the same outputs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Any, ClassVar, cast

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from helpers import progress
from helpers.publishing.kernelapp import COMMAND
from helpers.publishing.warm import Warm, environment

QUIET = [
    "--HistoryManager.enabled=False",
    "--IPCompleter.use_jedi=False",
    "--IPKernelApp.log_level=CRITICAL",  # what a notebook does wrong is told by its run
]
PROGRESS = "progress"  # the file of a kernel's folder in which it counts what takes long
KILLED_WITHIN = 1.0  # seconds


class Forked(LocalProvisioner):
    """A local provisioner whose processes are forked from the warm one of its kernel manager."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork the process of a kernel."""
        warm = cast("Kernel", self.parent).warm
        assert warm is not None
        process = warm.fork(cmd, str(kwargs["cwd"]), kwargs["env"])
        self.process = process  # type: ignore[assignment]  # as much of a Popen as is used
        self.pid = self.pgid = process.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the process and wait the moment until it is gone."""
        await super().kill(restart)
        if self.process:
            self.process.wait(KILLED_WITHIN)


class Kernel(AsyncKernelManager):
    """A kernel of this very Python, on local sockets, whatever a person has set up for theirs.

    Its sockets and its IPython settings stand in a folder of its own. The class of a run comes
    from `kernel_class`.
    """

    running: ClassVar[set[Kernel]] = set()
    report: ClassVar[str]
    folder: ClassVar[Path]
    warm: ClassVar[Warm | None] = None

    def __init__(self, **options: Any) -> None:
        super().__init__(
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            transport="ipc",
            connection_file=str(
                self.folder / "k.json"
            ),  # short, as the names of sockets are limited
            **options,
        )

    async def start_kernel(self, **options: Any) -> None:  # type: ignore[override]
        """Start the process."""
        if self.warm is not None and self.warm.fit():
            self.provisioner = Forked(
                kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self
            )
        added = {
            "IPYTHONDIR": str(self.folder),
            progress.VARIABLE: str(self.folder / PROGRESS),
        }
        spec = self.kernel_spec
        assert spec is not None
        spec.argv = [sys.executable, "-c", COMMAND, "-f", "{connection_file}"]
        await super().start_kernel(**{**options, "env": {**environment(), **added}})
        Kernel.running.add(self)

    async def cleanup_resources(  # type: ignore[override]
        self, restart: bool = False
    ) -> None:
        """Forget the process when it has ended."""
        await super().cleanup_resources(restart=restart)
        Kernel.running.discard(self)


def kernel_class(report: str, folder: Path, warm: Warm | None) -> type[Kernel]:
    """Make the class of one run's kernel, as papermill takes a class and no options for it."""
    return type("Kernel", (Kernel,), {"report": report, "folder": folder, "warm": warm})


def what_runs() -> str:
    """Name the reports whose kernels run, and what each of them counts."""
    names = []
    for kernel in list(Kernel.running):
        counted = ""
        with contextlib.suppress(OSError):
            counted = (kernel.folder / PROGRESS).read_text("utf-8")
        names.append(f"{kernel.report} ({counted})" if counted else kernel.report)
    return ", ".join(sorted(names))


def kill_all() -> None:
    """End every kernel of this process at once."""
    for kernel in list(Kernel.running):
        group = getattr(kernel.provisioner, "pgid", None)
        if group:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
