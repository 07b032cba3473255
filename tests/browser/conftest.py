"""A headless Chromium that opens rendered pages without a network."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Opened:
    """A page in the browser, what it asked for, and what the browser said about it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


OpenPage = Callable[..., Opened]


@pytest.fixture(scope="module")  # closed before another module opens a browser of its own
def browser() -> Iterator[Browser]:
    """The Chromium of the machine; without one the tests are skipped, if that is allowed."""
    executable = next(filter(None, map(shutil.which, BROWSERS)), None)
    if executable is None:
        message = f"no browser found among {', '.join(BROWSERS)}"
        if os.environ.get("KTRADE_REQUIRE_BROWSER"):
            pytest.fail(f"{message}, and KTRADE_REQUIRE_BROWSER asks for one", pytrace=False)
        pytest.skip(message)
    with sync_playwright() as playwright:
        # Root cannot use Chromium's sandbox; the pages are our own and forbid scripts.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a file at a width in CSS pixels, every folded part unfolded unless told otherwise."""
    contexts = []

    def open_file(path: Path, width: int = 1280, unfold: bool = True) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 800}, offline=True)
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.page.on("request", lambda request: opened.requests.append(request.url))
        opened.page.on(
            "console",
            lambda said: (
                opened.complaints.append(said.text) if said.type in {"error", "warning"} else None
            ),
        )
        opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        opened.page.goto(path.as_uri(), wait_until="load")
        if unfold:
            opened.page.eval_on_selector_all(
                "details", "all => all.forEach(one => { one.open = true; })"
            )
        return opened

    yield open_file
    for context in contexts:
        context.close()
