"""What was measured: a table for people, JSON for machines, a picture for docs/performance.md."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Figure:
    name: str
    value: float
    unit: str
    limits: dict[str, float] = field(default_factory=dict)  # name: value, in the same unit
    peers: dict[str, float] = field(default_factory=dict)  # programs that do the same; likewise
    aim: float = 0
    aim_share_of: str = ""  # the aim is a share of this limit, or times this peer; else a value
    smaller: bool = False  # the aim is a most, not a least
    cpu_seconds: float | None = None  # of the server while it was measured
    note: str = ""
    details: dict[str, dict[str, float]] = field(default_factory=dict)  # program: name: value

    def share(self, limit: str) -> float:
        return self.value / (self.limits | self.peers)[limit]

    def share_text(self, limit: str) -> str:
        if limit in self.peers:
            return f"{number(self.share(limit))} ×"
        return f"{self.share(limit):.0%}"

    def met(self) -> bool:
        reached = self.share(self.aim_share_of) if self.aim_share_of else self.value
        return reached <= self.aim if self.smaller else reached >= self.aim

    def aim_text(self) -> str:
        if self.aim_share_of in self.peers:
            return f">= {number(self.aim)} × {self.aim_share_of}"
        if self.aim_share_of:
            return f">= {self.aim:.0%} of {self.aim_share_of}"
        return f"{'<=' if self.smaller else '>='} {number(self.aim)} {self.unit}"


def number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}" if value < 1 else f"{value:.3g}"


def machine() -> dict:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return {"cpu": model, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 2)}


def print_table(figures: list[Figure]) -> None:
    rows = [("", "Millrace", "limit in the same run", "share", "aim", "")]
    for figure in figures:
        limits = list((figure.limits | figure.peers).items()) or [("", 0.0)]
        for i, (name, value) in enumerate(limits):
            first = i == 0
            verdict = "" if not figure.aim else "reached" if figure.met() else "MISSED"
            rows.append(
                (
                    figure.name if first else "",
                    f"{number(figure.value)} {figure.unit}" if first else "",
                    f"{number(value)} {name}" if name else "",
                    figure.share_text(name) if name else "",
                    figure.aim_text() if first and figure.aim else "",
                    verdict if first else "",
                )
            )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    for figure in figures:
        if figure.note:
            print(f"{figure.name}: {figure.note}")
        for program, values in figure.details.items():
            print(f"{figure.name}: {program}: " + ", ".join(f"{k} {number(v)}" for k, v in values.items()))


def write_json(path: Path, figures: list[Figure], facts: dict) -> None:
    rows = [asdict(figure) | {"met": figure.met() if figure.aim else None} for figure in figures]
    path.write_text(json.dumps({"machine": facts, "figures": rows}, indent=1) + "\n")


def draw(source: Path, picture: Path) -> None:
    """Bars of the figures of write_json, each as a share of its limits. Needs matplotlib."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    rows = [row for row in json.loads(source.read_text())["figures"] if row["limits"]]
    labels, shares, texts = [], [], []
    for row in rows:
        for name, value in row["limits"].items():
            labels.append(f"{row['name']}\nvs. {name}")
            shares.append(100 * row["value"] / value)
            texts.append(f"{number(row['value'])} of {number(value)} {row['unit']}")
    plt.rcParams["svg.fonttype"] = "none"
    figure, axes = plt.subplots(figsize=(9, 0.55 * len(labels) + 1))
    bars = axes.barh(labels, shares, color="#3b6ea5")
    axes.bar_label(bars, texts, padding=4, fontsize=8)
    axes.axvline(100, color="#888", linewidth=1)
    axes.set_xlim(0, max(shares) * 1.6)
    axes.set_xlabel("% of the limit measured in the same run")
    axes.invert_yaxis()
    axes.tick_params(labelsize=8)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(picture)
