"""Telemetry is off in every entry point with DAGSTER_HOME unset: command line, pytest, `make dev`, dg."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from pipelines import environment, site_hook
from pipelines.dev import command

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
# Dagster's own answer, and what it would read it from.
ASK = (
    "import os; from dagster_shared.telemetry import get_telemetry_enabled_from_dagster_yaml as on;"
    "print(on(), os.environ['DAGSTER_HOME'], os.environ['DAGSTER_DISABLE_TELEMETRY'])"
)
OFF = f"False {ROOT} 1"


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """An environment without DAGSTER_HOME, with an empty home folder that would show what is written."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAGSTER")}
    return kept | {"HOME": str(home)}


@pytest.fixture(autouse=True)
def nothing_written(nowhere: dict[str, str]) -> Iterator[None]:
    """No telemetry log or identity, neither in the user's home nor in the checkout."""
    yield
    for folder in (Path(nowhere["HOME"]) / ".dagster", ROOT):
        assert not (folder / "logs" / "event.log").exists(), folder
        assert not (folder / ".telemetry").exists(), folder


def run(environment: dict[str, str], *arguments: str | Path, cwd: Path = ROOT) -> str:
    ended = subprocess.run(
        [str(part) for part in arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_dagster_yaml_says_no() -> None:
    for file in (ROOT / "dagster.yaml", ROOT / "pipelines" / "dagster_home" / "dagster.yaml"):
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["telemetry"] == {"enabled": False}


def test_an_installed_wheel_has_a_home_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert environment.home() == ROOT
    monkeypatch.setattr(environment, "_CHECKOUT", tmp_path)
    assert environment.home() == ROOT / "pipelines" / "dagster_home"


def test_the_command_line(nowhere: dict[str, str], tmp_path: Path) -> None:
    # -S keeps the environment's start-up hook out: the command line must do without it.
    path = [p for p in sys.path if p.endswith("site-packages")]
    # Refused, for there is nothing in it, but not before a job has run.
    arguments = ["report", "--records", str(tmp_path / "home"), "--out", str(tmp_path / "releases")]
    script = f"import sys; sys.path += {path!r}; from pipelines.cli import main; main({arguments!r}); {ASK}"
    told = run(nowhere, sys.executable, "-S", "-c", script).splitlines()
    assert told[-1] == OFF


def test_the_command_line_leaves_a_home_with_telemetry_alone(nowhere: dict[str, str], tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "dagster.yaml").write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    # Refused, for there is nothing in it, but not before a job has run.
    empty = tmp_path / "empty"
    empty.mkdir()
    script = f"from pipelines.cli import main; main(['check', '--records', {str(empty)!r}]); {ASK}"
    told = run(nowhere | {"DAGSTER_HOME": str(theirs)}, sys.executable, "-c", script).splitlines()
    assert told[-1] == OFF
    assert [path.name for path in theirs.iterdir()] == ["dagster.yaml"]


def test_pytest() -> None:
    from dagster_shared.telemetry import get_telemetry_enabled_from_dagster_yaml

    assert os.environ["DAGSTER_HOME"] == str(ROOT)
    assert os.environ["DAGSTER_DISABLE_TELEMETRY"] == "1"
    assert not get_telemetry_enabled_from_dagster_yaml()


def test_pytest_started_without_a_home(nowhere: dict[str, str]) -> None:
    this = f"{Path(__file__)}::test_pytest"
    assert "1 passed" in run(nowhere, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", this)


def test_definitions_turn_it_off_whoever_loads_them(nowhere: dict[str, str]) -> None:
    assert run(nowhere, sys.executable, "-c", f"import pipelines.definitions; {ASK}").strip() == OFF


def test_definitions_refuse_a_home_with_telemetry(nowhere: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "dagster.yaml").write_text("telemetry:\n  enabled: true\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-c", "import pipelines.definitions"],
        cwd=ROOT,
        env=nowhere | {"DAGSTER_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert "TelemetryOnError" in ended.stderr


def test_dg(nowhere: dict[str, str]) -> None:
    """dg logs before it loads a project, so the environment itself must have said no: `make setup` does that."""
    assert "validated/metal" in run(nowhere, BIN / "dg", "list", "defs", "--json")


def test_the_start_up_hook_keeps_a_home_that_is_set() -> None:
    line = site_hook.hook(Path("/ours"))
    for given, expected in (({}, "/ours"), ({"DAGSTER_HOME": ""}, "/ours"), ({"DAGSTER_HOME": "/theirs"}, "/theirs")):
        script = f"{line}print(os.environ['DAGSTER_HOME'], os.environ['DAGSTER_DISABLE_TELEMETRY'])"
        assert run({"PATH": os.environ["PATH"], **given}, sys.executable, "-S", "-c", script).split() == [expected, "1"]


def test_make_dev_runs_the_module() -> None:
    assert "-m pipelines.dev" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert command(["--port", "1"])[-4:] == ["--module-name", "pipelines.definitions", "--port", "1"]


def test_dev_serves_the_graph(nowhere: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "pipelines.dev", "--host", "127.0.0.1", "--port", str(port)],
        cwd=ROOT,
        env=nowhere,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/server_info", server), "no answer within two minutes"
        environ = Path(f"/proc/{server.pid}/environ").read_bytes().split(b"\0")
        assert f"DAGSTER_HOME={ROOT}".encode() in environ
        assert b"DAGSTER_DISABLE_TELEMETRY=1" in environ
    finally:
        # It ignores SIGINT when started in the background; SIGTERM stops the daemon and the code server too.
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as page:
                return bool(page.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    return False
