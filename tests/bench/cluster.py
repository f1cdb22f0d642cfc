"""`classify --cluster auto` beside the plain verb, on the same photos and cores: seconds, and memory as they go by.

Both run at once and take turns of five seconds, in which the other is stopped, so that a busy machine favours neither.
Needs Linux and a Ray cluster of this machine alone, whose workers give way to nobody else:

    RAY_worker_niceness=0 ray start --head --num-cpus=2 --include-dashboard=false
    python tests/bench/cluster.py FOLDER
"""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TURN_SECONDS = 5.0
LOOK_SECONDS = 20.0
OF_RAY = re.compile(r"ray::(_Foreman|MapWorker)")


def workers() -> dict[int, str]:
    """Ray's processes that work for the app, and what they are."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if match := OF_RAY.match(line):
            found[int(folder.name)] = match[1]
    return found


def megabytes(process: int) -> int:
    """What a process has in memory."""
    try:
        [kilobytes] = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    except (OSError, ValueError):
        return 0
    return round(int(kilobytes) * 1024 / 1e6)


def main(photos: str, work: Path) -> None:
    """Measures, and prints."""
    app = [sys.executable, "-m", "effnet_desktop", "--data-dir", str(work / "data"), "classify"]
    subprocess.run([*app, photos + "/none.jpg"], capture_output=True)  # converts the model
    plain, cluster = (
        subprocess.Popen([*app, photos, "--json", *more], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for more in ((), ("--cluster", "auto", "--out", str(work / "out")))
    )
    runs = {"plain": plain, "cluster": cluster}
    seconds = dict.fromkeys(runs, 0.0)

    def tell(name: str, number: signal.Signals) -> None:
        for process in (runs[name].pid, *(workers() if name == "cluster" else ())):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)

    looked = 0.0
    while any(run.poll() is None for run in runs.values()):
        for name, other in (("plain", "cluster"), ("cluster", "plain")):
            if runs[name].poll() is not None:
                continue
            tell(other, signal.SIGSTOP)
            tell(name, signal.SIGCONT)
            began = time.perf_counter()
            while runs[name].poll() is None and time.perf_counter() - began < TURN_SECONDS:
                time.sleep(0.02)
            seconds[name] += time.perf_counter() - began
        if seconds["cluster"] - looked > LOOK_SECONDS:
            looked = seconds["cluster"]
            memory = {"app": megabytes(cluster.pid), **{kind: megabytes(pid) for pid, kind in workers().items()}}
            print(f"{looked:.0f} s: {memory} MB", flush=True)
    summary = json.loads((work / "out" / "summary.json").read_text())["summary"]
    print(f"{summary['photos']} photos: plain {seconds['plain']:.1f} s, on the cluster {seconds['cluster']:.1f} s")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(sys.argv[1], Path(folder))
