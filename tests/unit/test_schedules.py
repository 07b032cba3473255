"""The examples for schedulers: read as cron, systemd and the hosted workflow read them."""

import datetime as dt
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from helpers import releases, sources
from helpers.cli import main
from helpers.publishing.monthly import CODES, NOT_RELEASED, NOTHING, PUBLISHED
from helpers.releases import SEOUL

EXAMPLES = Path(__file__).parents[2] / "examples"
UTC = dt.timezone.utc  # noqa: UP017
QUIET = {CODES[NOTHING], CODES[NOT_RELEASED]}
MONTHS = pd.period_range("2023-01", "2026-12", freq="M")


def field(text: str, low: int, high: int) -> set[int]:
    """Give the numbers that a field of cron stands for."""
    numbers: set[int] = set()
    for part in text.split(","):
        first, _, last = (f"{low}-{high}" if part == "*" else part).partition("-")
        numbers |= set(range(int(first), int(last or first) + 1))
    assert numbers and numbers <= set(range(low, high + 1)), text
    return numbers


def times(expression: str, zone: dt.tzinfo, day: dt.date) -> list[dt.datetime]:
    """Give the moments of a day at which a line of cron calls."""
    minute, hour, of_month, month, weekday = expression.split()
    assert (month, weekday) == ("*", "*")
    if day.day not in field(of_month, 1, 31):
        return []
    return [
        dt.datetime(day.year, day.month, day.day, h, m, tzinfo=zone)
        for h in sorted(field(hour, 0, 23))
        for m in sorted(field(minute, 0, 59))
    ]


def crontab() -> list[str]:
    lines = (EXAMPLES / "crontab").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def cron_lines() -> list[str]:
    return [" ".join(line.split()[:5]) for line in crontab() if line[0].isdigit()]


def workflow() -> dict:
    return yaml.load((EXAMPLES / "monthly.yml").read_text("utf-8"), Loader=yaml.BaseLoader)


def timer_lines() -> list[str]:
    """Give the calendar lines of the timer as lines of cron."""
    lines = re.findall(r"^OnCalendar=(.*)$", (EXAMPLES / "korea-trade.timer").read_text(), re.M)
    found = []
    for line in lines:
        pattern = r"\*-\*-(\d\d)\.\.(\d\d) ([\d.,]+):([\d,]+):00 Asia/Seoul"
        first, last, hours, minutes = re.fullmatch(pattern, line).groups()
        found.append(f"{minutes} {hours.replace('..', '-')} {int(first)}-{int(last)} * *")
    return found


CRON = r"(?<=\s)[\d,]+ [\d,-]+ [\d,-]+ \* \*"
SCHEDULES = {
    "crontab": (cron_lines, SEOUL),
    "timer": (timer_lines, SEOUL),
    "pipeline": (lambda: re.findall(CRON, (EXAMPLES / "gitlab-ci.yml").read_text("utf-8")), SEOUL),
    "workflow": (lambda: [each["cron"] for each in workflow()["on"]["schedule"]], UTC),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_every_release_is_fetched_on_its_day(name):
    lines, zone = SCHEDULES[name][0](), SCHEDULES[name][1]
    moments = [releases.released(m, stage) for m in MONTHS for stage in releases.STAGES[:2]]
    moments += [releases.flash_released(m, days) for m in MONTHS for days in releases.WINDOWS]
    for moment in moments:
        day = moment.astimezone(zone).date()
        calls = [call for line in lines for call in times(line, zone, day)]
        assert any(moment < call <= moment + dt.timedelta(hours=6) for call in calls), moment


def called(command: str) -> list[str]:
    """Give the words that follow `ktrade monthly` in a command."""
    return re.search(r"ktrade monthly ?([^|>\n]*)", command).group(1).split()


def test_the_crontab_calls_the_command_and_keeps_keys_out_of_it():
    settings = dict(line.split("=", 1) for line in crontab() if not line[0].isdigit())
    assert settings["CRON_TZ"] == "Asia/Seoul"
    for line in crontab():
        if line[0].isdigit():
            command = line.split(None, 5)[5]
            assert '. "$KEYS"' in command and called(command) == []
            assert "%" not in command, "cron reads it as the end of the line"


def test_the_service_takes_nothing_new_for_success():
    text = (EXAMPLES / "korea-trade.service").read_text()
    said = dict(re.findall(r"^(\w+)=(.*)$", text, re.M))
    assert {int(code) for code in said["SuccessExitStatus"].split()} == QUIET
    assert called(said["ExecStart"]) == []
    assert said["EnvironmentFile"].startswith("/etc/")
    assert said["ReadWritePaths"].split() == [
        f"{said['WorkingDirectory']}/{folder}" for folder in ("data", "reports")
    ]
    timer = dict(re.findall(r"^(\w+)=(.*)$", (EXAMPLES / "korea-trade.timer").read_text(), re.M))
    assert timer["Unit"] == "korea-trade.service" and timer["Persistent"] == "true"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_reads_the_units():
    for line in re.findall(
        r"^OnCalendar=(.*)$", (EXAMPLES / "korea-trade.timer").read_text(), re.M
    ):
        run = subprocess.run(["systemd-analyze", "calendar", line], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr


def test_the_workflow_hands_secrets_to_one_step_and_to_no_command_line():
    (job,) = workflow()["jobs"].values()
    with_secrets = [step for step in job["steps"] if "secrets." in str(step)]
    (step,) = with_secrets
    assert step["id"] == "monthly"
    assert all("secrets." in value or "inputs." in value for value in step["env"].values())
    folder = Path(sources.__file__).parent
    read = {
        k for f in folder.glob("*.py") for k in re.findall(r'"(KTRADE_\w+_KEY)"', f.read_text())
    }
    assert {name for name in step["env"] if name.endswith("_KEY")} == read
    assert not any("${{" in each.get("run", "") for each in job["steps"])
    assert all(re.search(r"@v\d+(\.\d+){2}$", s["uses"]) for s in job["steps"] if "uses" in s)
    passed = re.search(r"case \$code in ([\d|]+)\)", step["run"]).group(1)
    assert {int(code) for code in passed.split("|")} == QUIET | {CODES[PUBLISHED]}
    assert workflow()["concurrency"] == {"group": "monthly", "cancel-in-progress": "false"}


@pytest.mark.parametrize(
    ("file", "schema"),
    [("monthly.yml", "vendor.github-workflows"), ("gitlab-ci.yml", "vendor.gitlab-ci")],
)
def test_the_hosted_examples_follow_the_schema_of_their_host(tmp_path, file, schema):
    def check(path: Path) -> subprocess.CompletedProcess[str]:
        words = ["-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
        return subprocess.run([sys.executable, *words], capture_output=True, text=True)

    run = check(EXAMPLES / file)
    assert run.returncode == 0, run.stdout + run.stderr
    wrong = tmp_path / file
    text = (EXAMPLES / file).read_text("utf-8")
    wrong.write_text(text.replace("runs-on:", "runs:").replace("script:", "scripts:"))
    assert check(wrong).returncode == 1


def test_the_pipeline_names_the_keys_that_the_workflow_hands_on():
    text = (EXAMPLES / "gitlab-ci.yml").read_text("utf-8")
    keys = set(re.findall(r"KTRADE_\w+_KEY", (EXAMPLES / "monthly.yml").read_text("utf-8")))
    assert keys and all(key in text for key in keys)


@pytest.mark.parametrize("command", ["monthly", "site"])
def test_the_options_the_examples_use_are_those_of_the_command(command):
    known = {option for parameter in main.commands[command].params for option in parameter.opts}
    for path in EXAMPLES.iterdir():
        for line in re.findall(rf"ktrade {command}\b.*", path.read_text("utf-8")):
            assert set(re.findall(r"--[a-z-]+", line)) <= known, path.name
