"""Notebooks run by the workers of a Dask cluster that stand on the same code and data."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache as once
from pathlib import Path
from typing import Any

import nbformat
from distributed import Client, KilledWorker
from distributed.client import FutureCancelledError

from helpers.errors import ParameterError, PublishError
from helpers.publishing import manifest
from helpers.publishing.execute import Run, run_here
from helpers.publishing.parameters import Literal
from helpers.publishing.plan import Report
from helpers.publishing.warm import Warm, warm

# What may differ between the machines without a page showing it.
OF_THE_MACHINE = ("parameters", "environment", "code from elsewhere")
ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx)://\S+:\d+")
LOST_AT_MOST = 5  # workers that one notebook may take with it
CONNECTED_WITHIN = 30  # seconds


@dataclass(frozen=True)
class Job:
    """One notebook to run: texts and plain values, so that it travels well."""

    name: str
    page: str
    notebook: str
    parameters: str
    folder: str
    data_dir: str
    inputs: manifest.Inputs


class Cluster:
    """The workers of a scheduler, as far as they accept work from here.

    Parameters
    ----------
    scheduler : str
        Its address, as tcp://host:8786.
    every : dict
        What the reports are made from here, see `helpers.publishing.manifest.inputs`.
    data_dir, notebooks : Path
        Folders that every worker has to see under the same names.

    Raises
    ------
    ParameterError
        When the address is none.
    PublishError
        When no scheduler answers, or no worker stands on the same code and data.
    """

    def __init__(
        self, scheduler: str, every: manifest.Inputs, data_dir: Path, notebooks: Path
    ) -> None:
        if not ADDRESS.fullmatch(scheduler):
            raise ParameterError("scheduler", ["addresses such as tcp://host:8786"], scheduler)
        try:
            self.client = Client(scheduler, timeout=CONNECTED_WITHIN, set_as_default=False)
        except (OSError, ValueError) as error:
            raise PublishError(scheduler, f"no scheduler answers: {error}") from error
        self.scheduler = scheduler
        self.inputs = {k: v for k, v in every.items() if k not in OF_THE_MACHINE}
        self.folders = str(data_dir.resolve()), str(notebooks.resolve())
        differing: dict[str, list[str]] = self.client.run(differences, self.inputs, *self.folders)
        self.waited_for: set[Any] = set()
        self.stopped = False
        self.refused = {worker: parts for worker, parts in differing.items() if parts}
        self.accepted = sorted(set(differing) - set(self.refused))
        if not self.accepted:
            raise PublishError(
                scheduler, f"no worker stands on the same code and data: {differing}"
            )

    def threads(self) -> int:
        """Count the notebooks that can run at the same time."""
        held: dict[str, int] = self.client.nthreads()
        return sum(count for worker, count in held.items() if worker not in self.refused)

    def run(self, report: Report) -> Run:
        """Run one notebook on a worker that accepts it; when a worker is lost, on another."""
        job = Job(
            report.name,
            report.page,
            nbformat.writes(report.notebook),
            json.dumps(dict(report.parameters)),
            self.folders[1],
            self.folders[0],
            self.inputs,
        )
        where = self.accepted if self.refused else None
        try:
            if self.stopped:
                raise CancelledError(report.name)
            future = self.client.submit(work, job, pure=False, retries=LOST_AT_MOST, workers=where)
            self.waited_for.add(future)
            ran: Run = future.result()
            self.waited_for.discard(future)
        except (CancelledError, FutureCancelledError, KilledWorker, OSError, RuntimeError) as error:
            raise PublishError(self.scheduler, f"{report.name} was not run: {error}") from error
        return replace(ran, report=report)

    def stop(self) -> None:
        """Give up what is under way."""
        self.stopped = True
        self.client.cancel(list(self.waited_for))

    def close(self) -> None:
        """Let go of the scheduler."""
        self.client.close(timeout=5)


@contextmanager
def cluster(
    scheduler: str, every: manifest.Inputs, data_dir: Path, notebooks: Path
) -> Iterator[Cluster]:
    """Open the workers of a scheduler, see `Cluster`."""
    opened = Cluster(scheduler, every, data_dir, notebooks)
    try:
        yield opened
    finally:
        opened.close()


def differences(inputs: manifest.Inputs, data_dir: str, notebooks: str) -> list[str]:
    """Name on a worker what differs there from where the work comes from."""
    try:
        here = manifest.inputs({}, Path(data_dir), Path(notebooks))
    except OSError as error:
        return [str(error)]
    return manifest.different({k: here[k] for k in here if k not in OF_THE_MACHINE}, inputs)


def work(job: Job) -> Run:
    """Run a job on a worker.

    Raises
    ------
    PublishError
        When code or data are others than where the job comes from.
    """
    if parts := differences(job.inputs, job.data_dir, job.folder):
        raise PublishError(job.name, f"the worker differs in {', '.join(parts)}")
    parameters: dict[str, Literal] = json.loads(job.parameters)
    notebook = nbformat.reads(job.notebook, as_version=4)
    with _started:
        parent = _warm(job.folder)
    return run_here(Report(job.name, notebook, parameters, job.page), Path(job.folder), parent)


@once
def _warm(folder: str) -> Warm | None:
    """Start the one warm process of a worker; it ends with the worker."""
    return warm(folder).__enter__()


_started = threading.Lock()
