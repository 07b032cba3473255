"""Executor whose calls run on the workers of a Dask cluster that have the same code and data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from distributed import Client

from helpers.errors import ParameterError, PublishError
from helpers.publishing import manifest
from helpers.publishing.workers import Workers

ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://\S+:\d+")
# What may differ between the machines without a page showing it.
OF_THE_MACHINE = ("parameters", "environment", "code from elsewhere")
RETRIES = 5  # workers that one notebook may take with it
SECONDS = 30  # to connect


class Cluster(Executor):
    """Executor on the workers of a scheduler, see `cluster`.

    Attributes
    ----------
    refused : dict
        By address of a worker, what differs there.
    """

    def __init__(self, client: Client, refused: dict[str, list[str]], accepted: list[str]) -> None:
        self.client, self.refused, self.accepted = client, refused, accepted
        options = {"workers": accepted} if refused else {}
        self.remote = client.get_executor(pure=False, retries=RETRIES, **options)

    def submit(self, call: Callable[..., Any], /, *arguments: Any) -> Any:  # type: ignore[override]
        """Run a call on a worker, there in a process of its own."""
        return self.remote.submit(_apart, call, *arguments)

    def threads(self) -> int:
        """Return the number of calls that can run at the same time."""
        threads: dict[str, int] = self.client.nthreads()
        return sum(count for worker, count in threads.items() if worker in self.accepted)


@contextmanager
def cluster(
    scheduler: str, inputs: manifest.Inputs, data_dir: Path, notebooks: Path
) -> Iterator[Cluster]:
    """Open the workers of a scheduler.

    A worker whose packages, Python or data differ is not used. Workers of a nanny need the setting
    `distributed.worker.daemon: false`, as each call starts a process.

    Parameters
    ----------
    scheduler : str
        Its address, as tcp://host:8786.
    inputs : dict
        What the reports are made from here, see `manifest.inputs`.
    data_dir, notebooks : Path
        Folders that every worker has to see under the same names.

    Raises
    ------
    ParameterError
        When the address is none.
    PublishError
        When no scheduler answers, or every worker differs.
    """
    if not ADDRESS.fullmatch(scheduler):
        raise ParameterError("scheduler", ["addresses such as tcp://host:8786"], scheduler)
    try:
        client = Client(scheduler, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise PublishError(scheduler, f"no scheduler answers: {error}") from error
    here = {part: text for part, text in inputs.items() if part not in OF_THE_MACHINE}
    folders = str(data_dir.resolve()), str(notebooks.resolve())
    try:
        differing: dict[str, list[str]] = client.run(differences, here, *folders)
        refused = {worker: parts for worker, parts in differing.items() if parts}
        accepted = sorted(set(differing) - set(refused))
        if not accepted:
            raise PublishError(scheduler, f"no worker has the same code and data: {refused}")
        workers = Cluster(client, refused, accepted)
        try:
            yield workers
        except BaseException:
            workers.remote.shutdown(wait=False)  # cancels what is under way
            raise
    finally:
        client.close(timeout=5)


def differences(inputs: manifest.Inputs, data_dir: str, notebooks: str) -> list[str]:
    """Return on a worker what differs there from where the work comes from."""
    try:
        here = manifest.inputs({}, Path(data_dir), Path(notebooks))
    except OSError as error:
        return [str(error)]
    ours = {part: text for part, text in here.items() if part not in OF_THE_MACHINE}
    return [part for part in manifest.different(ours, inputs) if part != "claims"]


def _apart(call: Callable[..., Any], *arguments: Any) -> Any:
    return _workers().submit(call, *arguments).result()


@cache
def _workers() -> Workers:
    """Start the one process that those of a worker are forked from; it ends with the worker."""
    return Workers()
