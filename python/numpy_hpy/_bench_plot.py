"""Lines over a logarithmic axis, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 820, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 226, 64, 52
_INK, _GREY, _GRID = "#1f2328", "#59636e", "#e3e6ea"
_FONT = "ui-sans-serif,system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif"
_COLOURS = ("#c2410c", "#2563b8", "#1f7a4d", "#6b46c8", "#127681", "#b4285f", "#8f6a00", "#57606a")
_MARKS = ("circle", "square", "diamond", "triangle")
_LINE = 18

Points = Sequence[tuple[float, float]]


def svg(title: str, subtitle: str, x_label: str, lines: Mapping[str, Points]) -> str:
    """One line a name. Both axes are logarithmic; 1 is marked."""
    return _Plot(lines).document(title, subtitle, x_label)


class _Plot:
    def __init__(self, lines: Mapping[str, Points]) -> None:
        self.lines = {name: list(points) for name, points in lines.items() if points}
        xs = [x for points in self.lines.values() for x, _ in points]
        ys = [y for points in self.lines.values() for _, y in points] + [1.0]
        self.x_range = (math.log10(min(xs)), math.log10(max(xs)) or 1.0)
        self.y_range = (math.log10(min(ys)) - 0.06, math.log10(max(ys)) + 0.06)

    def document(self, title: str, subtitle: str, x_label: str) -> str:
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
            f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" font-family="{_FONT}" font-size="12" fill="{_INK}">'
            f"<title>{escape(title)}</title>",
            f'<rect x=".5" y=".5" width="{_WIDTH - 1}" height="{_HEIGHT - 1}" rx="6" fill="#ffffff" stroke="#d0d7de"/>',
            _text(20, 28, title, 'font-size="15" font-weight="bold"'),
            _text(20, 47, subtitle, f'fill="{_GREY}"'),
            *self._y_axis(),
            *self._x_axis(x_label),
            *self._curves(),
            *self._legend(),
            "</svg>\n",
        ]
        return "\n".join(parts)

    def _x(self, value: float) -> float:
        low, high = self.x_range
        return _LEFT + (math.log10(value) - low) / max(high - low, 1e-9) * (_WIDTH - _LEFT - _RIGHT)

    def _y(self, value: float) -> float:
        low, high = self.y_range
        return _HEIGHT - _BOTTOM - (math.log10(value) - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)

    def _y_axis(self) -> list[str]:
        low, high = (10**bound for bound in self.y_range)
        ticks = [m * 10.0**e for e in range(-4, 5) for m in (1, 2, 5) if low <= m * 10.0**e <= high]
        parts = []
        for tick in ticks:
            y = self._y(tick)
            is_one = tick == 1
            stroke = f'stroke="{_GREY}" stroke-width="1.5"' if is_one else f'stroke="{_GRID}"'
            parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" {stroke}/>')
            weight = ' font-weight="bold"' if is_one else ""
            parts.append(_text(_LEFT - 8, y + 4, f"{tick:g}x", f'text-anchor="end" fill="{_GREY}"{weight}'))
        return parts

    def _x_axis(self, label: str) -> list[str]:
        low, high = self.x_range
        bottom = _HEIGHT - _BOTTOM
        parts = []
        for exponent in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1):
            x = self._x(10.0**exponent)
            parts.append(f'<path d="M{x:.1f} {_TOP}V{bottom}" stroke="{_GRID}"/>')
            parts.append(_text(x, bottom + 17, f"{10**exponent:,}", f'text-anchor="middle" fill="{_GREY}"'))
        middle = (_LEFT + _WIDTH - _RIGHT) / 2
        parts.append(_text(middle, bottom + 37, label, f'text-anchor="middle" fill="{_GREY}"'))
        return parts

    def _curves(self) -> list[str]:
        parts = []
        for i, points in enumerate(self.lines.values()):
            colour = _COLOURS[i % len(_COLOURS)]
            path = "L".join(f"{self._x(x):.1f} {self._y(y):.1f}" for x, y in points)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [_mark(i, self._x(x), self._y(y), colour) for x, y in points]
        return parts

    def _legend(self) -> list[str]:
        parts = []
        # From top to bottom as the lines end, so that the eye finds them.
        ranked = sorted(enumerate(self.lines.items()), key=lambda entry: -entry[1][1][-1][1])
        for place, (i, (name, points)) in enumerate(ranked):
            y = _TOP + 8 + place * _LINE * 1.25
            colour = _COLOURS[i % len(_COLOURS)]
            x = _WIDTH - _RIGHT + 14
            parts.append(f'<path d="M{x} {y}h22" stroke="{colour}" stroke-width="2"/>')
            parts.append(_mark(i, x + 11, y, colour))
            parts.append(_text(x + 30, y + 4, f"{name}  {points[-1][1]:.2f}x"))
        return parts


def _mark(number: int, x: float, y: float, colour: str) -> str:
    shape = _MARKS[number % len(_MARKS)]
    paths = {
        "square": f"M{x - 3.5:.1f} {y - 3.5:.1f}h7v7h-7z",
        "diamond": f"M{x:.1f} {y - 5:.1f}l5 5l-5 5l-5 -5z",
        "triangle": f"M{x:.1f} {y - 5:.1f}l5 9h-10z",
    }
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.8" fill="{colour}" stroke="#ffffff"/>'
    return f'<path d="{paths[shape]}" fill="{colour}" stroke="#ffffff"/>'


def _text(x: float, y: float, text: str, attributes: str = "") -> str:
    space = " " if attributes else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{space}{attributes}>{escape(text)}</text>'
