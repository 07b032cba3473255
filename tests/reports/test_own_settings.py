"""Settings of a person or a machine for IPython, Jupyter and Matplotlib reach no page."""

import json
import os
from pathlib import Path

SHOWS = """\
import sys
from IPython import get_ipython
import matplotlib as mpl
shell = get_ipython()
print(sorted(name for name in shell.user_ns if name.startswith("leaked")))
print(shell.ast_node_interactivity, mpl.rcParams["figure.dpi"])
"""
LEAKS = "leaked_{} = 1\nprint('leaked')\n"
CONFIG = """\
c = get_config()
c.InteractiveShellApp.exec_lines = ["leaked_by_{0} = 1", "print('leaked')"]
c.InteractiveShell.ast_node_interactivity = "all"
c.TemplateExporter.exclude_input = True
c.NotebookClient.timeout = 0
"""


def fill(home: Path) -> dict[str, str]:
    """Write settings wherever IPython, Jupyter and Matplotlib look; give the environment."""
    startup = home / ".ipython/profile_default/startup"
    system = home / "etc"
    files = {
        startup / "00-own.py": LEAKS.format("startup"),
        home / ".ipython/profile_default/ipython_config.py": CONFIG.format("profile"),
        home / ".ipython/profile_default/ipython_kernel_config.py": CONFIG.format("kernel"),
        home / ".ipython/ipython_config.py": CONFIG.format("ipython"),
        home / "pythonstartup.py": LEAKS.format("pythonstartup"),
        home / ".config/matplotlib/matplotlibrc": "figure.dpi: 33\n",
        home / "data/kernels/python3/kernel.json": json.dumps(
            {"argv": ["false"], "display_name": "Wrong", "language": "python"}
        ),
        home / "data/nbconvert/templates/base/conf.json": json.dumps(
            {"mimetypes": {"text/html": True}, "preprocessors": {"1": {"type": "none.Such"}}}
        ),
        home / "data/nbconvert/templates/page.html.j2": "leaked",
        **{
            folder / f"jupyter_{name}config.{kind}": text
            for folder in (home / ".jupyter", system)
            for name in ("", "nbconvert_", "client_")
            for kind, text in (("py", CONFIG.format("jupyter")), ("json", '{"A": {"b": 1}}'))
        },
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {
        "HOME": str(home),
        "IPYTHONDIR": str(home / ".ipython"),
        "JUPYTER_CONFIG_DIR": str(home / ".jupyter"),
        "JUPYTER_CONFIG_PATH": str(system),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_PATH": str(home / "data"),
        "PYTHONSTARTUP": str(home / "pythonstartup.py"),
        "MPLCONFIGDIR": str(home / ".config/matplotlib"),
    }


def test_no_setting_reaches_a_page(ktrade, tmp_path, write_notebook, monkeypatch) -> None:
    notebooks = write_notebook("exports", SHOWS)
    call = ("report", "2023-12", "--notebooks", notebooks, "--force")
    pages = []
    for folder, environment in (("clean", {"HOME": str(tmp_path)}), ("own", fill(tmp_path / "me"))):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        run = ktrade(*call, out=tmp_path / folder)
        assert run.returncode == 0, run.stderr
        pages.append((tmp_path / folder / "2023-12/exports.html").read_bytes())
    assert pages[0] == pages[1]
    assert b"[]\nlast_expr" in pages[1]


def test_settings_beside_this_python_do_not_reach_a_kernel(
    ktrade, tmp_path, write_notebook, monkeypatch
) -> None:
    notebooks = write_notebook("exports", SHOWS)
    (notebooks / "ipython_config.py").write_text(CONFIG.format("folder"))
    startup = tmp_path / "site"
    startup.mkdir()
    settings = tmp_path / "etc/ipython"
    (settings / "startup").mkdir(parents=True)
    (settings / "startup/00-machine.py").write_text(LEAKS.format("machine"))
    (settings / "ipython_kernel_config.py").write_text(CONFIG.format("machine"))
    # the folders of this Python and of the system, put where a test may write
    (startup / "sitecustomize.py").write_text(
        "from IPython.core import application\n"
        f"application.SYSTEM_CONFIG_DIRS[:] = [{str(settings)!r}]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(startup), prepend=os.pathsep)
    run = ktrade("report", "2023-12", "--notebooks", notebooks)
    assert run.returncode == 0, run.stderr
    page = (tmp_path / "out/2023-12/exports.html").read_text("utf-8")
    assert "[]\nlast_expr" in page and "leaked_by" not in page
