"""Reads the configuration for the command line: one clear line for each wrong key, never a traceback."""

import os
import tomllib
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from app.rulebook import rulebook_from
from app.settings import Settings, load
from app.simulator.account import with_account

DEFAULT = Path("config.toml")
_PREFIX = "GRIDVOICE_"
_OWN = {"GRIDVOICE_CONFIG"}


class WrongConfiguration(Exception):  # noqa: N818  what the operator must mend; one line each
    """`lines` say which key is wrong, and why."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("; ".join(self.lines))


def find(path: Path | None) -> Path | None:
    """The file to read: the one named, else `config.toml` here if there is one."""
    if path is None and DEFAULT.is_file():
        return DEFAULT
    return path


def read(path: Path | None) -> Settings:
    """The whole configuration, with the simulator's account if that is enabled. Raises `WrongConfiguration`."""
    if unknown := _unknown_variables():
        raise WrongConfiguration(f"environment: {name} is no setting" for name in unknown)
    try:
        settings = load(find(path))
        rulebook_from(settings)
        settings.schedule.zone.utcoffset(None)
    except ValidationError as error:
        raise WrongConfiguration(_line(tuple(one["loc"]), one["msg"]) for one in error.errors()) from error
    except tomllib.TOMLDecodeError as error:
        raise WrongConfiguration([f"{find(path)} is not TOML: {error}"]) from error
    except (FileNotFoundError, KeyError, ValueError) as error:
        raise WrongConfiguration([str(error).strip("'\"")]) from error
    return with_account(settings)


def _line(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not place:
        return message
    section, *keys = map(str, place)
    return f"[{section}] {'.'.join(keys)}: {message}" if keys else f"[{section}] {message}"


def _unknown_variables() -> list[str]:
    sections = Settings.model_fields
    return sorted(
        name
        for name in os.environ
        if name.startswith(_PREFIX)
        and name not in _OWN
        and name.removeprefix(_PREFIX).split("__")[0].lower() not in sections
    )
