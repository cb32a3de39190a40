"""Plot: milliseconds a question by the size of the collection, one line an engine, as SVG on two logarithmic scales."""

from collections.abc import Mapping, Sequence
from math import log10

from benchmarks.search import Timing

_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 170, 40, 50
_COLOURS = ("#0b6e4f", "#c1121f", "#6a4c93", "#1982c4", "#e07a00", "#6c757d")


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values; two different ones at least."""
    low, high = int(log10(min(values)) // 1), int(-(-log10(max(values)) // 1))
    return low, max(high, low + 1)


def svg(timings: Mapping[int, Sequence[Timing]]) -> str:
    """The p50 of every engine at every size of the collection."""
    sizes = sorted(timings)
    names = [each.engine for each in timings[sizes[0]]]
    values = {(size, each.engine): each.p50_ms for size in sizes for each in timings[size]}
    low, high = _decades(list(values.values()))
    first, last = log10(sizes[0]), log10(sizes[-1])

    def x(size: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * ((log10(size) - first) / (last - first) if last > first else 0.5)

    def y(taken_ms: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - log10(taken_ms)) / (high - low)

    right = _WIDTH - _RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="13"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15">BM25 top-10, CPU ms a question (p50), one thread</text>',
    ]
    for power in range(low, high + 1):
        parts.append(
            f'<line x1="{_LEFT}" x2="{right}" y1="{y(10**power):.1f}" y2="{y(10**power):.1f}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 8}" y="{y(10**power) + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>'
        )
    parts += [
        f'<text x="{x(size):.1f}" y="{_HEIGHT - 20}" text-anchor="middle">{size:,} passages</text>' for size in sizes
    ]
    below = 0.0  # labels that would touch are set one under the other
    for name in sorted(names, key=lambda each: -values[sizes[-1], each]):
        colour = _COLOURS[names.index(name) % len(_COLOURS)]
        points = " ".join(f"{x(size):.1f},{y(values[size, name]):.1f}" for size in sizes)
        below = max(y(values[sizes[-1], name]) + 4, below + 15)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x(size):.1f}" cy="{y(values[size, name]):.1f}" r="4" fill="{colour}"/>' for size in sizes
        ]
        parts.append(f'<text x="{right + 10}" y="{below:.1f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>\n"])
