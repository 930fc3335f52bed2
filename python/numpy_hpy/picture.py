"""Pictures of a layout: the byte map of one item as an SVG, for notebooks, and for a terminal.

Pure Python: anything with the attributes of `numpy_hpy.Layout` can be drawn.
"""

from ._svg import svg
from ._terminal import terminal

__all__ = ["svg", "terminal"]
