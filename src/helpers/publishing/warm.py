"""A process that has imported what the notebooks need, and forks a kernel whenever one is asked.

It is a fresh Python and not a copy of the process that asks: that one may hold threads, sockets
and open files, this one holds a single socket when it forks. It says first whether it is fit to
fork; where it is not, kernels are started the plain way, with the same pages.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

# What the notebooks import, and what a kernel is made of.
LIBRARIES = (
    "IPython.core.completer",
    "helpers.publishing.kernelapp",
    "ipykernel.zmqshell",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "helpers.charts",
    "helpers.checks",
    "helpers.findings",
    "helpers.forecasting",
    "helpers.loading",
    "helpers.tables",
    "helpers.texts",
    "helpers.wording",
)
# What single notebooks import, slowly; done while nobody asks for a kernel.
LATER = (
    "scipy.stats",
    "statsmodels.tsa.seasonal",
    "statsmodels.tsa.statespace.sarimax",
    "statsmodels.tsa.holtwinters",
    "seaborn",
)
# One thread a kernel: the kernels share the cores, and a process with threads cannot be forked
# (Arrow's allocator has one). The seed makes the order of sets repeatable.
SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MATPLOTLIBRC": str(Path(__file__).with_name("matplotlibrc")),  # and not a person's own
    "PYTHONSTARTUP": "",  # a person's own start-up file has no part in a report
}
# As a kernel is started: what lies in the working directory is not imported in place of a library.
START = """\
import os, socket, sys
sys.path[:] = [folder for folder in sys.path if folder]
from helpers.publishing.warm import serve
serve(socket.socket(fileno=int(sys.argv[1])))
os._exit(0)  # it holds nothing that has to be put away, and half a second of modules
"""
FIT = b"fit"
LARGEST = 200_000  # bytes of one message
GARBAGE = 50_000  # new objects between two looks for circles: a kernel ends before they add up
ENDED_WITHIN = 1.0  # seconds
PR_SET_PDEATHSIG = 1


class Warm:
    """The warm process as seen by the one that asks it for kernels.

    Starting it takes no time: it imports while the caller goes on. Use it as a context; it ends
    with the context, and with the caller however that ends, and its kernels with it.

    Parameters
    ----------
    folder : str or Path
        Working directory, that of the kernels: libraries look for settings there.
    """

    def __init__(self, folder: str | Path = ".") -> None:
        self.environment = environment()
        self.link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", START, str(theirs.fileno())],
                cwd=folder,
                env=self.environment,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the one that asks
            )
        self._said: bytes | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process and every kernel that came from it."""
        with contextlib.suppress(OSError):
            self.link.shutdown(socket.SHUT_RDWR)
        if self._said is None:  # it still imports, and nothing has come from it
            self.process.kill()
        try:
            self.process.wait(ENDED_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()  # its kernels are set to die with it
            self.process.wait()
        self.link.close()

    def fit(self) -> bool:
        """Wait until everything is imported, and tell whether kernels may be forked."""
        with self._lock:
            if self._said is None:
                self._said = self.link.recv(LARGEST)
            return self._said == FIT

    def fork(
        self, command: Sequence[str], folder: str, environment: Mapping[str, str]
    ) -> ForkedProcess:
        """Fork a process that becomes the kernel of a command, in a folder.

        Raises
        ------
        RuntimeError
            When the warm process is gone or refuses.
        """
        changed = {k: v for k, v in environment.items() if self.environment.get(k) != v}
        ask = {"command": list(command), "folder": folder, "environment": changed}
        with self._lock:
            try:
                self.link.send(json.dumps(ask).encode())
                said, files, _, _ = socket.recv_fds(self.link, LARGEST, 1)
            except OSError:
                said, files = b"", []
        if not files:
            raise RuntimeError(said.decode() or "the process that forks the kernels is gone")
        return ForkedProcess(int(said), files[0])


class ForkedProcess:
    """A forked kernel with as much of `subprocess.Popen` as a kernel provisioner uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, file: int) -> None:
        self.pid = pid
        self._file = file  # of the process itself: its number may be given to another

    def poll(self) -> int | None:
        """Give 0 when the process has ended, else None; the exit code stays with its parent."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the process to end."""
        if self._file < 0:
            return 0
        if not select.select([self._file], [], [], timeout)[0]:
            return None
        os.close(self._file)
        self._file = -1
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to a process that still runs."""
        if self._file >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._file, number)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)


def warm(folder: str | Path = ".") -> Warm | contextlib.nullcontext[None]:
    """Start a warm process, or nothing where the system cannot fork safely and keep hold of it."""
    possible = sys.platform == "linux" and hasattr(os, "pidfd_open")
    return Warm(folder) if possible else contextlib.nullcontext()


def cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def environment() -> dict[str, str]:
    """Give the environment of every kernel, forked or not."""
    return {**os.environ, **SETTINGS}


def serve(link: socket.socket) -> None:
    """Import, say whether all is well, and fork a kernel for every message until the caller ends.

    Examples
    --------
    A process with a thread besides its main one is not fit: a fork would copy locks that the
    thread holds and that nobody would ever release.
    """
    said = _unfit().encode() or FIT
    try:
        link.send(said)
    except OSError:  # the caller ended before the imports did
        return
    gc.collect()
    gc.freeze()
    kernels: set[int] = set()
    later = list(LATER)
    while message := _next_message(link, later):
        kernels -= {pid for pid in kernels if os.waitpid(pid, os.WNOHANG)[0]}
        if threads := _threads():
            link.send(f"{threads} threads run beside the one that forks".encode())
            continue
        pid = os.fork()
        if pid == 0:
            link.close()
            _become_kernel(**json.loads(message))
        kernels.add(pid)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # here too, as the caller may signal the group at once
        file = os.pidfd_open(pid)
        with contextlib.suppress(OSError):  # the caller may have ended; then no message follows
            socket.send_fds(link, [str(pid).encode()], [file])
        os.close(file)
    for pid in kernels:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _next_message(link: socket.socket, later: list[str]) -> bytes:
    """Wait for a message, and import what is slow in the meantime."""
    while later and not select.select([link], [], [], 0)[0]:
        with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
            importlib.import_module(later.pop(0))
            if not later:
                _rehearse_forecasts()
    return link.recv(LARGEST)


def _unfit() -> str:
    """Import everything; say what speaks against forking kernels from here, if anything does."""
    with warnings.catch_warnings(record=True) as warned:
        try:
            for name in LIBRARIES:
                importlib.import_module(name)
            _rehearse()
        except Exception as error:  # a kernel of its own shows it where the notebook imports
            return f"{type(error).__name__}: {error}"
    if warned:
        return f"an import warns: {warned[0].message}"
    return f"{threads} threads run after the imports" if (threads := _threads()) else ""


def _rehearse() -> None:
    """Build once what every kernel builds first, none of it of data: calendar, grammar, fonts."""
    import pandas as pd

    from helpers.charts import theme
    from helpers.claims.grammar import parse
    from helpers.months import working_days_of

    working_days_of(pd.period_range("2000-01", periods=12 * 30, freq="M"))
    parse("exports.total > 0")
    with theme():
        pass


def _rehearse_forecasts() -> None:
    """Build the calendar of the forecasts, none of it of data either."""
    import pandas as pd

    from helpers.forecasting.calendar import regressors

    regressors(pd.period_range("2000-01", periods=1, freq="M"))


def _threads() -> int:
    """Count the threads besides this one, those of libraries included."""
    return len(list(Path("/proc/self/task").iterdir())) - 1


def _become_kernel(command: list[str], folder: str, environment: dict[str, str]) -> None:
    """Turn a forked copy into the kernel that a plain start of the command would give."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
    os.environ.update(environment)
    os.chdir(folder)
    gc.set_threshold(GARBAGE)
    random.seed()
    sys.modules["numpy"].random.seed()
    from helpers.publishing.kernelapp import run

    run(command[command.index("-f") :], parent_handle=parent)
    os._exit(0)
