"""Where each photo and each heading of the grid stands; all numbers are pixels from the top of the whole grid."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with the photos below it.

    Attributes:
        top: Where the heading begins.
        first: Row of the first photo.
        count: How many photos have a row; none under a folded heading.
    """

    top: int
    first: int
    count: int


class GridLayout:
    """Places photos of one size line by line; each block begins a new line. Costs the same for any number of photos.

    Args:
        counts: How many photos each block shows.
        width: Of the grid.
        cell_width: The least width of a photo; those of a line share the grid's width evenly.
        cell_height: Of a photo.
        heading_height: Of a heading; 0 if there are none.
    """

    def __init__(
        self, counts: Sequence[int], width: int, cell_width: int, cell_height: int, heading_height: int = 0
    ) -> None:
        self.columns = max(1, width // cell_width)
        self._width = width
        self._cell_height = cell_height
        self._heading_height = heading_height
        self.blocks: list[Block] = []
        top = first = 0
        for count in counts:
            self.blocks.append(Block(top, first, count))
            top += heading_height + -(-count // self.columns) * cell_height
            first += count
        self.height = top
        self.rows = first
        self._tops = [block.top for block in self.blocks]
        self._firsts = [block.first for block in self.blocks]

    def cell(self, row: int) -> QRect:
        """Place of a photo."""
        block = self._block_of(row)
        line, column = divmod(row - block.first, self.columns)
        left, right = column * self._width // self.columns, (column + 1) * self._width // self.columns
        top = block.top + self._heading_height + line * self._cell_height
        return QRect(left, top, right - left, self._cell_height)

    def heading(self, place: int) -> QRect:
        """Place of a block's heading."""
        return QRect(0, self.blocks[place].top, self._width, self._heading_height)

    def blocks_between(self, top: int, bottom: int) -> range:
        """Blocks of which anything stands there."""
        if not self.blocks or bottom < 0 or top >= self.height:
            return range(0)
        return range(self._place_at(top), self._place_at(bottom) + 1)

    def rows_between(self, top: int, bottom: int) -> range:
        """Photos of all lines that anything of stands there."""
        places = self.blocks_between(top, bottom)
        if not places:
            return range(0)
        first, last = self.blocks[places[0]], self.blocks[places[-1]]
        start = first.first + max(0, (top - first.top - self._heading_height) // self._cell_height) * self.columns
        lines = (bottom - last.top - self._heading_height) // self._cell_height + 1
        stop = last.first + min(last.count, max(0, lines) * self.columns)
        return range(min(start, first.first + first.count), stop)

    def line_above(self, row: int) -> int:
        """The photo above a photo; itself in the first line."""
        block = self._block_of(row)
        column = (row - block.first) % self.columns
        if row - block.first >= self.columns:
            return row - self.columns
        above = next((other for other in reversed(self.blocks) if other.count and other.first < block.first), None)
        if above is None:
            return row
        last_line = (above.count - 1) // self.columns
        return above.first + min(last_line * self.columns + column, above.count - 1)

    def line_below(self, row: int) -> int:
        """The photo below a photo, or the last of a line that is not full; itself in the last line."""
        block = self._block_of(row)
        place = row - block.first
        if place // self.columns < (block.count - 1) // self.columns:
            return block.first + min(place + self.columns, block.count - 1)
        below = next((other for other in self.blocks if other.count and other.first > block.first), None)
        return row if below is None else below.first + min(place % self.columns, below.count - 1)

    def block_of(self, row: int) -> int:
        """The place of the block that a photo stands in."""
        return self.blocks.index(self._block_of(row))

    def _block_of(self, row: int) -> Block:
        # Of several that begin at this row, the last: the others are folded.
        return self.blocks[max(0, bisect_right(self._firsts, row) - 1)]

    def _place_at(self, y: int) -> int:
        return max(0, bisect_right(self._tops, y) - 1)
