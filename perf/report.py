#!/usr/bin/env python3
"""Draws results of perf/bench.py: report.py RESULTS.json [OUT.svg]. Bars are ticks per packet of the nodes, the router's and C's."""
import html
import json
import pathlib
import sys

ROW, LEFT, WIDTH, TOP = 34, 210, 560, 74


def bar(x, y, length, height, colour, label):
    return (f'<rect x="{x}" y="{y}" width="{length:.1f}" height="{height}" fill="{colour}"/>'
            f'<text x="{x + length + 5:.1f}" y="{y + height - 2}" font-size="11">{html.escape(label)}</text>')


def draw(report):
    results = report["results"]
    longest = max(result["workTicks"] for result in results)
    scale = WIDTH / longest
    machine = report["machine"]
    height = TOP + ROW * len(results) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 190}" height="{height}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        '<text x="12" y="22" font-size="16">TSC ticks per packet of the nodes, without reception and transmission</text>',
        f'<text x="12" y="42">{html.escape(report["date"])}, commit {html.escape(report["commit"])}: {html.escape(machine["cpu"])}, '
        f'TSC {machine["tscMHz"]} MHz, DPDK {html.escape(machine["dpdk"])}, .NET {html.escape(machine["dotnet"])}</text>',
        f'<text x="12" y="60">dark: the router; light: the same work in C; all in, testpmd io takes {report["testpmd"]["io"]}, mac {report["testpmd"]["mac"]}</text>',
    ]
    for i, result in enumerate(results):
        y = TOP + i * ROW
        against = result.get("against", {})
        parts.append(f'<text x="{LEFT - 8}" y="{y + 17}" text-anchor="end">{html.escape(result["scenario"])} {result["entries"]:,}</text>')
        label = f'{result["workTicks"]:.0f}'
        if "ratio" in against:
            label += f' ({against["ratio"]:.2f} of C), {result["mpps"]:.1f} Mpps all in'
            parts.append(bar(LEFT, y + 15, against["workTicks"] * scale, 9, "#a9c4e4", f'{against["workTicks"]:.0f}'))
        else:
            label += f', {result["mpps"]:.1f} Mpps all in'
        parts.append(bar(LEFT, y + 2, result["workTicks"] * scale, 12, "#1f4e8c", label))
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    source = pathlib.Path(sys.argv[1])
    target = pathlib.Path(sys.argv[2]) if len(sys.argv) == 3 else source.with_suffix(".svg")
    target.write_text(draw(json.loads(source.read_text())))
    print(f"written: {target}")


if __name__ == "__main__":
    main()
