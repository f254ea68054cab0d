"""A long list in pages: which page is asked for, and the addresses of the others with all filters kept."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

PAGE_SIZE = 50


@dataclass(frozen=True)
class Paging:
    """One page of a list of `total`; `page` counts from 1 and is never beyond the end."""

    total: int
    asked: int = 1
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def page(self) -> int:
        return min(self.asked, self.pages)

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def link(self, page: int) -> str:
        """The same address on another page."""
        kept = [(key, value) for key, value in request.args.items(multi=True) if key != "page" and value]
        return f"{request.path}?{urlencode([*kept, ('page', page)])}"


def paging(total: int, size: int = PAGE_SIZE) -> Paging:
    """The page the address asks for; nonsense asks for the first."""
    asked = request.args.get("page", default=1, type=int)
    return Paging(total, max(1, asked), size)
