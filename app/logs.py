"""Operator logs: one JSON object a line on stderr (readable text on a terminal), never anybody's personal data."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "[hidden]"
_SECRET_KEY = re.compile(
    r"openid|phone|mobile|token|secret|password|aes_key|authorization|cookie|^text$", re.IGNORECASE
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_SECRET_VALUE = re.compile(
    r"((?:access_token|openid|secret|js_code|signature|token|code)=)[^&\s\"']+|(postgresql[+\w]*://[^:/\s]+:)[^@\s]+(?=@)",
    re.IGNORECASE,
)
_OPENID = re.compile(r"\bo[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")
_DETAIL = re.compile(r"DETAIL:  .*?(?=\n\[SQL:|\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)
"""PostgreSQL quotes the row it refuses."""


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Hide by name what must never be logged, and in any text phone numbers, openids, rows and secrets of URLs."""
    return {key: HIDDEN if _SECRET_KEY.search(key) else _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        for private in (_PHONE, _OPENID, _DETAIL):
            value = private.sub(HIDDEN, value)
        return _SECRET_VALUE.sub(lambda found: f"{found[1] or found[2]}{HIDDEN}", value)
    if isinstance(value, Mapping):
        return {
            key: HIDDEN if _SECRET_KEY.search(str(key)) else _clean(inner) for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    return value


def configure(role: str, *, level: int = logging.INFO) -> None:
    """Route structlog and the standard library's loggers to stderr in one shape; `role` stands in every line."""
    terminal = sys.stderr.isatty()

    def in_role(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {**event, "role": role}  # no context variable: those do not reach threads

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        in_role,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,  # before redact: a traceback may quote a URL
        redact,
    ]
    renderer: Processor = (
        # plain: the pretty one would show every local variable, people's words among them
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("alembic", "apscheduler", "urllib3", "openpyxl"):
        logging.getLogger(chatty).setLevel(max(level, logging.WARNING))
