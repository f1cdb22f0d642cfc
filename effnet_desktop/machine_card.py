"""The machine card: a comparison of models as one self-contained page and one JSON file, to share.

It says what was measured on which machine. There are no photos in it, nor names of files and folders.
"""

import html
import math
import os
import platform
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from effnet_desktop import saving
from effnet_desktop.engine.engine import Engine
from effnet_desktop.engine.errors import EngineError
from effnet_desktop.engine.records.comparing import Comparison, ModelMeasured
from effnet_desktop.engine.versions import APP, version_of
from effnet_desktop.export import comparison_record, paired_record, score_name, to_json
from effnet_desktop.printing import printable
from effnet_desktop.ticks import logarithmic_ticks, nice_step

WIDTH, HEIGHT = 760, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 20, 52

STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --line: #d1d9e0; --front: #0969da; --paper: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --front: #4493f8; --paper: #0d1117; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } p { color: var(--soft); } svg { max-width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); } svg .name { fill: var(--ink); font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .35rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; } .dominated { color: var(--soft); } .scroll { overflow-x: auto; }
"""


def save_card(file: Path, comparison: Comparison) -> None:
    """Writes the page ``FILE.html`` and ``FILE.json`` beside it; each appears whole or not at all.

    Raises:
        EngineError: There is a file of another kind, or one cannot be written (`StorageError`).
    """
    record = card_record(comparison)
    page = card_page(comparison, record)
    check_card(file)
    for name, text in zip(card_files(file), (page, to_json(record, indent=1)), strict=True):
        with saving.open_file(name, saving.CARD) as out:
            out.write(text)


def card_files(file: Path) -> tuple[Path, Path]:
    """The page and the JSON file of a card."""
    return file.with_suffix(".html"), file.with_suffix(".json")


def check_card(file: Path, inputs: Iterable[Path] = ()) -> None:
    """Says what would keep a card from being written: see `saving.check`."""
    if file.exists() and not file.is_file():  # a folder, a pipe, a device: the page would lie beside it
        raise EngineError(saving.CARD.refusal, saving.CARD.advice, path=file)
    for name in card_files(file):
        saving.check(name, saving.CARD, inputs)


def card_record(comparison: Comparison) -> dict[str, Any]:
    """The card as a JSON object."""
    libraries = (APP, "openvino", "torch", "torchvision", "pillow", "numpy")
    return {
        "machine": {
            "device": comparison.device.label,
            "name": comparison.device.name,
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "python": platform.python_version(),
            "libraries": {name: version_of(name) or "unknown" for name in libraries},
        },
        "measured": time.strftime("%Y-%m-%d"),
        "photos": len(comparison.photos),
        "unreadable": len(comparison.unreadable),
        "fit_head": comparison.fit_head,
        "reference": comparison.reference,
        "seconds": round(comparison.seconds, 1),
        "models": [comparison_record(model) for model in comparison.models],
        "pairs": [paired_record(pair) for pair in Engine.pairs_in_order(comparison)],
    }


def card_page(comparison: Comparison, record: dict[str, Any]) -> str:
    """The card as an HTML page that needs nothing else."""
    machine = record["machine"]
    score = score_name(comparison)
    heads = " Each network got a head fitted to the folder's training split." if comparison.fit_head else ""
    versions = ", ".join(f"{name} {number}" for name, number in machine["libraries"].items())
    meaning = "".join(f"<p>{_escape(pair['says'])}</p>\n" for pair in record["pairs"])
    data = to_json(record).replace("<", "\\u003c")  # else a name might end the script, or begin another
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>EffNet Desktop machine card</title>
<style>{STYLE}</style>
<h1>EfficientNets on {_escape(machine["name"])}</h1>
<p>{_escape(machine["device"])}, {machine["cores"]} cores, {_escape(machine["system"])}.
{len(comparison.photos)} photos, {record["measured"]}.{heads}</p>
{meaning}{_chart(comparison.models, score)}
<p>Bars: 95 % interval of the {_escape(score)}, and latency of one photo from file to answer, p50 to p95.
The line joins the models that no other one beats in both. Untrained models were timed for latency only.</p>
<div class="scroll">{_table(comparison.models, score)}</div>
<p>{_escape(versions)}, Python {machine["python"]}. Made by EffNet Desktop.</p>
<script type="application/json" id="card">{data}</script>
</html>
"""


def _chart(models: Sequence[ModelMeasured], score: str) -> str:
    """Accuracy against latency (logarithmic) as SVG."""
    scored = [(model, own) for model in models if (own := model.score) is not None]
    lows = [model.score_ci95[0] if model.score_ci95 else own for model, own in scored]
    highs = [model.score_ci95[1] if model.score_ci95 else own for model, own in scored]
    reach = max(highs, default=1) - min(lows, default=0)
    step = nice_step(max(100 * reach, 6), 6)  # percent, whole ones
    low = math.floor(100 * min(lows, default=0) / step) * step / 100
    lines = max(1, math.ceil(round(100 * (max(highs, default=1) - low) / step, 6)))
    high = low + lines * step / 100
    fastest = 0.8 * min(model.latency.p50 for model in models)
    slowest = 1.25 * max(model.latency.p95 for model in models)

    def x(ms: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(ms / fastest) / math.log(slowest / fastest)

    def y(share: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (share - low) / (high - low)

    parts = []
    for ms in logarithmic_ticks(fastest, slowest):
        parts.append(f'<path d="M{x(ms):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="var(--line)"/>')
        parts.append(f'<text x="{x(ms):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{ms:g} ms</text>')
    for line in range(lines + 1):
        share = low + line * step / 100
        parts.append(f'<path d="M{LEFT} {y(share):.1f}H{WIDTH - RIGHT}" stroke="var(--line)"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end">{100 * share:.0f} %</text>')
    front = sorted((model.latency.p50, own) for model, own in scored if model.is_pareto)
    if front:
        stairs = f"M{x(front[0][0]):.1f} {y(front[0][1]):.1f}"
        stairs += "".join(f"H{x(ms):.1f}V{y(share):.1f}" for ms, share in front[1:])
        parts.append(f'<path d="{stairs}" fill="none" stroke="var(--front)" stroke-width="2"/>')
    for model in models:
        own = model.score
        colour = "var(--front)" if model.is_pareto else "var(--soft)"
        cx, cy = x(model.latency.p50), HEIGHT - BOTTOM - 8 if own is None else y(own)
        parts.append(f'<path d="M{cx:.1f} {cy:.1f}H{x(model.latency.p95):.1f}" stroke="{colour}"/>')
        if model.score_ci95:
            bottom, top = model.score_ci95
            parts.append(f'<path d="M{cx:.1f} {y(bottom):.1f}V{y(top):.1f}" stroke="{colour}"/>')
        fill = "var(--paper)" if own is None else colour
        parts.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="5" fill="{fill}" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text class="name" x="{cx + 8:.1f}" y="{cy - 8:.1f}">{_escape(model.model)}</text>')
    label = f"latency of one photo (p50, logarithmic); {score} on the vertical axis"
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 10}">{_escape(label)}</text>')
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{_escape(label)}">{"".join(parts)}</svg>'


def _table(models: Sequence[ModelMeasured], score: str) -> str:
    heads = ["model", "phi", "pixels", "params", "multiply-adds", score, "p50", "p95", "decode", "preprocess"]
    heads += ["inference", "photos/s", "peak memory"]
    rows = []
    for model in models:
        own = model.score
        unscored = "untrained: latency only" if model.untrained else "knows none of these"
        shown = unscored if own is None else f"{100 * own:.1f} %"
        if model.score_ci95:
            shown += f" ({100 * model.score_ci95[0]:.1f} to {100 * model.score_ci95[1]:.1f})"
        cells = [
            model.model,
            f"{model.variant.phi:g}",
            f"{model.variant.preprocessing.resolution}",
            f"{model.params / 1e6:.1f} M",
            f"{model.madds / 1e9:.2f} G",
            shown,
            f"{model.latency.p50:.1f} ms",
            f"{model.latency.p95:.1f} ms",
            f"{model.decode.p50:.1f} ms",
            f"{model.preprocess.p50:.1f} ms",
            f"{model.inference.p50:.1f} ms",
            "" if model.photos_per_second is None else f"{model.photos_per_second:.1f}",
            "" if model.peak_memory_mb is None else f"{model.peak_memory_mb:.0f} MB",
        ]
        kind = "" if model.is_pareto else ' class="dominated"'
        rows.append(f"<tr{kind}>{''.join(f'<td>{_escape(cell)}</td>' for cell in cells)}</tr>")
    header = "".join(f"<th>{_escape(head)}</th>" for head in heads)
    return f"<table><tr>{header}</tr>{''.join(rows)}</table>"


def _escape(text: str) -> str:
    return html.escape(printable(text))
