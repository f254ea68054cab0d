"""Who issues the letters, under which 发文机关代字, and what the configuration says for all of them. Pure."""

from dataclasses import dataclass, field
from typing import NamedTuple

PLACE = "{township}"
ORGAN = "{organ}"
LONGEST_SERIES = 32
STREET = "街道"
SUGGESTION_BASIS = "《中华人民共和国全国人民代表大会和地方各级人民代表大会代表法》《河南省人民代表大会代表建议、批评和意见办理办法》"


@dataclass(frozen=True)
class LetterOffice:
    """The `[letters]` of the configuration; what is empty is made from the registry's names."""

    county_organ: str = ""
    county_series: str = ""
    township_organ: str = ""
    """With {township} in it."""
    township_series: str = ""
    """With {township} in it: every township's congress counts its own."""
    reply_series: str = "{organ}函"
    organ_series: dict[str, str] = field(default_factory=dict)
    """By organ code, where an organ's 代字 is not made by `reply_series`."""
    contact: str = ""
    phone: str = ""
    copies: tuple[str, ...] = ()
    suggestion_basis: str = SUGGESTION_BASIS
    issue_basis: str = ""


class Issuer(NamedTuple):
    """The organ printed in red, and the series its letters are numbered in."""

    organ: str
    series: str


def county_issuer(office: LetterOffice, county: str) -> Issuer:
    """西峡县人民代表大会常务委员会办公室, 西人常办函."""
    organ = office.county_organ or f"{county}人民代表大会常务委员会办公室"
    return Issuer(organ, office.county_series or f"{county[:1]}人常办函")


def township_issuer(office: LetterOffice, county: str, township: str) -> Issuer:
    """The township's presidium; a 街道 has no congress of its own but a 工作委员会 of the county's (地方组织法)."""
    if township.endswith(STREET):
        organ, series = f"{county}人大常委会{PLACE}工作委员会", f"{PLACE}人大工委函"
    else:
        organ, series = f"{PLACE}人民代表大会主席团", f"{PLACE}人大函"
    organ, series = office.township_organ or organ, office.township_series or series
    return Issuer(organ.replace(PLACE, township), series.replace(PLACE, township))


def organ_issuer(office: LetterOffice, code: str, name: str) -> Issuer:
    """Of an organ's own letters: its replies."""
    series = office.organ_series.get(code) or office.reply_series.replace(ORGAN, name)
    return Issuer(name, series if len(series) <= LONGEST_SERIES else f"{code}函"[-LONGEST_SERIES:])
