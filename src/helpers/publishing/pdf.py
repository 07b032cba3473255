"""Print the pages of a report as PDF by a headless Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from helpers.errors import PublishError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHIN = 120  # seconds a page


def print_pages(folder: Path) -> list[Path]:
    """Print every page of a report on A4, each PDF beside its page.

    Parameters
    ----------
    folder : Path
        The folder of a report. Older prints there are replaced one by one, each only by a whole
        one. The browser writes the time of printing into a PDF: its bytes differ each time.

    Returns
    -------
    list of Path
        The PDFs, in order of name.

    Raises
    ------
    PublishError
        When there is no report, no browser, or the browser fails.
    """
    pages = sorted(folder.glob("*.html"))
    if not pages:
        raise PublishError(str(folder), "no report stands there; make one by ktrade report")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise PublishError(str(folder), f"a PDF needs one of {', '.join(BROWSERS)} on the PATH")
    return [_print(browser, page) for page in pages]


def _print(browser: str, page: Path) -> Path:
    target = page.with_suffix(".pdf")
    with tempfile.TemporaryDirectory() as own:
        made = Path(own) / "page.pdf"
        command = [browser, "--headless", "--disable-gpu", f"--user-data-dir={own}/profile"]
        command += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command += ["--no-pdf-header-footer", f"--print-to-pdf={made}", page.resolve().as_uri()]
        try:
            said = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN)
        except subprocess.TimeoutExpired as error:
            raise PublishError(str(target), f"{browser} took over {WITHIN} seconds") from error
        if said.returncode or not made.is_file():
            last = (said.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise PublishError(str(target), f"{browser} failed: {last}")
        part = target.with_suffix(".pdf.part")
        try:
            shutil.copyfile(made, part)
            part.replace(target)
        except OSError as error:
            raise PublishError(str(target), error.strerror or str(error)) from error
    return target
