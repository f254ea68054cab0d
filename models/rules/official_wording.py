"""How official papers write numbers and dates (GB/T 9704-2012, 7.2.5 and 7.3.5). Pure."""

from datetime import date


def number_text(series: str, year: int, number: int) -> str:
    """A document number: 西人常办函〔2026〕12号; the number without 第 and without leading zeros."""
    return f"{series}〔{year}〕{number}号"


def date_text(day: date) -> str:
    """2026年3月5日: Arabic digits, months and days without leading zeros."""
    return f"{day.year}年{day.month}月{day.day}日"
