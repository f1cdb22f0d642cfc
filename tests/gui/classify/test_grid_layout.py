"""Places of photos and headings."""

from hypothesis import given
from hypothesis import strategies as st

from effnet_desktop.gui.classify.grid_layout import GridLayout

COUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=8)


@given(COUNTS, st.integers(50, 900), st.sampled_from((0, 30)))
def test_cells_do_not_overlap_and_fill_the_lines(counts, width, heading):
    layout = GridLayout(counts, width, 100, 80, heading)
    cells = [layout.cell(row) for row in range(layout.rows)]
    headings = [layout.heading(place) for place in range(len(counts))] if heading else []
    for place, box in enumerate(headings):
        assert not any(box.intersects(other) for other in headings[:place])
        assert not any(box.intersects(cell) for cell in cells)
    for row, cell in enumerate(cells):
        assert not any(cell.intersects(other) for other in cells[max(0, row - 10) : row])
        assert 0 <= cell.left() <= cell.right() < width
        assert cell.bottom() < layout.height


@given(COUNTS, st.sampled_from((0, 30)), st.integers(-200, 3000), st.integers(0, 500))
def test_rows_between_are_those_that_are_seen(counts, heading, top, height):
    layout = GridLayout(counts, 430, 100, 80, heading)
    found = layout.rows_between(top, top + height)
    seen = [
        row for row in range(layout.rows) if layout.cell(row).top() <= top + height and layout.cell(row).bottom() >= top
    ]
    assert set(seen) <= set(found)
    assert len(found) - len(seen) <= 2 * layout.columns  # never more than the lines at the ends


@given(COUNTS, st.data())
def test_down_and_up_go_line_by_line(counts, data):
    layout = GridLayout(counts, 430, 100, 80, 30)
    if not layout.rows:
        return
    row = data.draw(st.integers(0, layout.rows - 1))
    below, above = layout.line_below(row), layout.line_above(row)
    lines = sorted({layout.cell(other).top() for other in range(layout.rows)})
    line = lines.index(layout.cell(row).top())
    assert lines.index(layout.cell(below).top()) == min(line + 1, len(lines) - 1)
    assert lines.index(layout.cell(above).top()) == max(line - 1, 0)


@given(COUNTS, st.data())
def test_a_row_knows_its_block(counts, data):
    layout = GridLayout(counts, 430, 100, 80, 30)
    if layout.rows:
        row = data.draw(st.integers(0, layout.rows - 1))
        place = layout.block_of(row)
        assert sum(counts[:place]) <= row < sum(counts[: place + 1])
