"""What thousands of tests would do over and over and none of them is about.

Compiling pages, statements and addresses; dear password hashes; looking for garbage among modules.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Dialect, Engine, create_engine, event
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from app import credentials
from models import db

STATEMENTS = 2000
"""So many compiled statements are kept for each kind of database."""
OBJECTS = 20_000
"""So many new ones before Python looks for garbage: its own 700 is a fifth of all the time of a test."""


class _Compiled(BytecodeCache):
    """A template is compiled once for a test session, not once for each application that is built."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


class _Statements:
    """A statement is compiled once for each kind of database, not once for each of a thousand small databases.

    What SQLAlchemy has compiled belongs to a dialect, so the engines of a kind share the dialect of the first that
    has met its server. Connections and pools stay each test's own.
    """

    def __init__(self) -> None:
        self._compiled: LRUCache[Any, Any] = LRUCache(2 * STATEMENTS)
        self._dialects: dict[str, Dialect] = {}

    def create_engine(self, url: str, **how: Any) -> Engine:
        engine = create_engine(url, **how)
        engine.update_execution_options(compiled_cache=self._compiled)
        own = engine.dialect
        engine.dialect = self._dialects.get(own.name, own)
        event.listen(engine, "connect", lambda *_: self._dialects.setdefault(own.name, own), once=True)
        return engine


def _addresses() -> Callable[..., Callable[..., tuple[str, str]]]:
    """How the address of a page is put together: compiled once for each rule, not once for each application."""
    compiling = Rule._compile_builder
    kept: dict[Any, Callable[..., tuple[str, str]]] = {}

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if rule.defaults:  # their words stand in what is compiled
            return compiling(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compiling(rule, append_unknown)
        return kept[key]

    return compile_builder


@contextmanager
def _garbage_seldom() -> Iterator[None]:
    """What has been imported by now stays to the end and need not be looked through."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, *before[1:])
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@contextmanager
def only_once() -> Iterator[None]:
    """The running service of `tests/e2e` is a process of its own and knows nothing of this."""
    with _garbage_seldom(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", _Compiled())
        patch.setattr(db, "create_engine", _Statements().create_engine)
        patch.setattr(Rule, "_compile_builder", _addresses())
        patch.setattr(credentials, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield
