"""How official papers write numbers and dates (GB/T 9704-2012, 7.2.5 and 7.3.5). Pure."""

from datetime import date, timedelta

_DIGITS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九")


def number_text(series: str, year: int, number: int) -> str:
    """A document number: 西人常办函〔2026〕12号; the number without 第 and without leading zeros."""
    return f"{series}〔{year}〕{number}号"


def date_text(day: date) -> str:
    """2026年3月5日: Arabic digits, months and days without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"


def ordinal(number: int) -> str:
    """The number of a heading, 1 to 99: 一, 十, 十二, 二十一. Raises ValueError beyond."""
    if not 1 <= number < len(_DIGITS) ** 2:
        raise ValueError(f"no heading has the number {number}")
    tens, ones = divmod(number, len(_DIGITS))
    before = "" if tens == 1 else _DIGITS[tens]
    return (f"{before}十" if tens else "") + _DIGITS[ones]


def period_text(first: date, last: date) -> str:
    """2026年11月 for a whole month, 2026年 for a whole year, else 2026年3月5日至2026年4月1日; both days inside."""
    one = timedelta(days=1)
    begins, ends = first.day == 1, (last + one).day == 1
    if begins and ends and (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    if begins and ends and first.year == last.year and (first.month, last.month) == (1, 12):
        return f"{first.year}年"
    return f"{date_text(first)}至{date_text(last)}"
