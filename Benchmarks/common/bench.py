"""What the benchmarks share: the programs they start, a private broker, and how results are told."""

import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build" / "benchmarks"
ENGINE = pathlib.Path(os.environ.get("ETHERMAP_PROGRAM", ROOT / ".build" / "release" / "ethermap"))


def say(text):
    """Progress goes to the standard error stream, results to the standard output."""
    print(text, file=sys.stderr, flush=True)


def build():
    """The C programs, and protoc's Python modules for the peer."""
    subprocess.run(
        ["make", "--silent", "-C", str(ROOT / "Benchmarks"), f"OUT={BUILD}"],
        check=True, stdout=sys.stderr,
    )
    messages = BUILD / "python"
    messages.mkdir(parents=True, exist_ok=True)
    protos = sorted(str(path) for path in (ROOT / "proto").rglob("*.proto"))
    subprocess.run(
        ["protoc", f"--proto_path={ROOT / 'proto'}", f"--python_out={messages}", *protos], check=True
    )
    return messages


class Scratch:
    """A folder on the disk that the repository is on, removed at the end."""

    def __enter__(self):
        BUILD.mkdir(parents=True, exist_ok=True)
        self.path = pathlib.Path(tempfile.mkdtemp(dir=BUILD, prefix="run-"))
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


class Broker:
    """A private mosquitto on a free port of the loopback, without bounds that would lose frames."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        configuration = folder / "mosquitto.conf"
        lines = [
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous true",
            "persistence false",
            "max_inflight_messages 1000",
            "max_queued_messages 0",
            "set_tcp_nodelay true",
            "log_dest none",
        ]
        configuration.write_text("\n".join(lines) + "\n")
        self.configuration = configuration

    def __enter__(self):
        program = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin")
        if program is None:
            sys.exit("mosquitto is missing: make deps")
        self.process = subprocess.Popen([program, "-c", str(self.configuration)])
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return self
            except ConnectionRefusedError:
                time.sleep(0.02)
        sys.exit("mosquitto does not answer")

    def __exit__(self, *_):
        stop(self.process)


def stop(process):
    """Ends one process that this program started."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(process):
    """Processor seconds, user and system, that a running process has taken so far."""
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spread(values, digits=0):
    """Minimum, median and maximum in one text."""
    numbers = [f"{value:,.{digits}f}" for value in (min(values), statistics.median(values), max(values))]
    return " / ".join(numbers)


def machine():
    """One line about where this was measured."""
    model = "unknown processor"
    with open("/proc/cpuinfo") as information:
        for line in information:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    revision = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--dirty"], capture_output=True, text=True
    ).stdout.strip()
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {model}, load average {load:.1f}, revision {revision or 'unknown'}"


def table(header, rows):
    """Prints rows as aligned columns."""
    rows = [header, *[[str(cell) for cell in row] for row in rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    for number, row in enumerate(rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))


def write_json(path, value):
    """Keeps the raw results beside the table."""
    path.write_text(json.dumps(value, indent=2) + "\n")
