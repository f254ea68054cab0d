"""GB/T 9704-2012 in numbers: clause 5 (the page), 7 (the parts) and 10.1 (信函格式). Millimetres and points.

A line of exact height puts its baseline at four fifths of it, in Word as in LibreOffice, whatever the font; from that
the heights below follow.
"""

POINTS_OF_MM = 72 / 25.4
PAGE = 210.0, 297.0
TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
"""天头 37, 订口 28; what is left is the 版心 of 156 x 225."""
PITCH = 28.95
"""22 lines of a page: 225 mm / 22, rounded down so that the 22nd still fits."""
TRACKING = -0.25
"""28 characters of 16 pt in 156 mm, again rounded down."""
BASELINE = 0.8
INK_TOP = 0.855
INK_BOTTOM = 0.075
"""How far a Chinese character reaches above and below its baseline, in heights of itself."""

ORGAN_TOP = 30.0
ORGAN_SIZE = 26.0
"""一号: 18 characters in 165 mm, as long a name as county organs have."""
ORGAN_LINE = 36.0
RULE_GAP = 4.0
RULE_LENGTH = 170.0
RULE_FROM_BOTTOM = 20.0
THICK, THIN, BETWEEN = 1.5, 0.5, 1.0
"""The double line: points of its strokes and of the white between."""
BODY_SIZE = 16.0
NUMBER_GAP = 7 / 8 * BODY_SIZE
"""发文字号 below the line: seven eighths of a 三号 character."""
PAGE_NUMBER_GAP = 7.0


def points(mm: float) -> float:
    return mm * POINTS_OF_MM


def header_distance() -> float:
    """From the page's top to the first line of its header, in points, so that the organ's name begins at 30 mm."""
    return points(ORGAN_TOP) - (ORGAN_LINE * BASELINE - ORGAN_SIZE * INK_TOP)


def first_rule() -> float:
    """From the page's top to the upper edge of the first double line, in points."""
    return points(ORGAN_TOP) + ORGAN_SIZE * (INK_TOP + INK_BOTTOM) + points(RULE_GAP)


def rule_height() -> float:
    return THICK + BETWEEN + THIN


def second_rule() -> float:
    """From the page's top to the upper edge of the second double line, in points; its lower edge lies at 20 mm."""
    return points(PAGE[1] - RULE_FROM_BOTTOM) - rule_height()


def spacer() -> float:
    """Height of the empty line below the organ's name, in points, so that 发文字号 stands where it must."""
    number_ink = first_rule() + rule_height() + NUMBER_GAP
    number_line = number_ink - (PITCH * BASELINE - BODY_SIZE * INK_TOP)
    return number_line - header_distance() - ORGAN_LINE


def footer_distance(line: float, size: float) -> float:
    """From the page's bottom to the footer, in points: the page number's dash lies 7 mm below the 版心."""
    dash = points(PAGE[1] - BOTTOM + PAGE_NUMBER_GAP)
    baseline = dash + 0.35 * size
    return points(PAGE[1]) - (baseline + (1 - BASELINE) * line)
