"""Plots as inline SVG: a point with its interval on a line, drawn to be read in light and dark."""

from __future__ import annotations

from markupsafe import Markup, escape

WIDTH, HEIGHT, EDGE = 240, 22, 6


def interval_plot(
    low: float,
    middle: float,
    high: float,
    bounds: tuple[float, float],
    title: str,
    band: tuple[float, float] | None = None,
) -> Markup:
    """One interval on an axis from ``bounds[0]`` to ``bounds[1]``; ``band`` is what does not matter, shaded behind it.

    The numbers stand in the table beside it and in ``title`` for a screen reader.
    """

    def place(value: float) -> float:
        span = bounds[1] - bounds[0] or 1.0
        return round(EDGE + (WIDTH - 2 * EDGE) * min(1.0, max(0.0, (value - bounds[0]) / span)), 1)

    y = HEIGHT / 2
    parts = [
        f'<svg class="plot" role="img" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<title>{escape(title)}</title>"
    ]
    if band is not None:
        left, right = place(band[0]), place(band[1])
        parts.append(f'<rect class="band" x="{left}" y="1" width="{round(right - left, 1)}" height="{HEIGHT - 2}"/>')
    parts.append(f'<line class="axis" x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{y}" y2="{y}"/>')
    if bounds[0] < 0 < bounds[1]:
        parts.append(f'<line class="zero" x1="{place(0)}" x2="{place(0)}" y1="1" y2="{HEIGHT - 1}"/>')
    parts.append(f'<line class="reach" x1="{place(low)}" x2="{place(high)}" y1="{y}" y2="{y}"/>')
    parts.append(f'<circle class="point" cx="{place(middle)}" cy="{y}" r="4"/></svg>')
    return Markup("".join(parts))
