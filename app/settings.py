"""Configuration: one TOML file, overridden key by key by GRIDVOICE_<SECTION>__<KEY>; unknown keys are an error.

`config.example.toml` lists every key; a test holds the two together.
"""

from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from models.rules.letter_office import ORGAN, PLACE, SUGGESTION_BASIS
from models.rules.yearly import check_day

LOOPBACK = ("http://127.0.0.1", "http://localhost", "http://[::1]")
OFFICIAL_API = "https://api.weixin.qq.com"
SECRET_LENGTH = 32


class Section(BaseModel):
    """A table of the file: frozen, and a misspelt key is refused rather than ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(Section):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: str = "http://127.0.0.1:8000"
    web_processes: Annotated[int, Field(ge=1, le=64)] = 2
    workers: Annotated[int, Field(ge=1, le=64)] = 2

    @field_validator("public_url")
    @classmethod
    def _no_trailing_slash(cls, url: str) -> str:
        return url.rstrip("/")


class DatabaseSettings(Section):
    url: str = "sqlite:///var/gridvoice.sqlite3"


class RedisSettings(Section):
    url: str = ""
    """Empty: `run` starts an embedded Valkey."""


class Storage(Section):
    dir: Path = Path("var")


class Template(Section):
    """One subscription-message template as chosen in WeChat's console.

    `fields` maps WeChat's field names to ours: `{ character_string1 = "number", thing2 = "place" }`.
    """

    id: str
    kind: Literal["one_time", "long_term"] = "one_time"
    fields: dict[str, str]


class WeChat(Section):
    app_id: str = ""
    app_secret: str = ""
    token: Annotated[str, Field(pattern=r"^([A-Za-z0-9]{3,32})?$")] = ""
    encoding_aes_key: Annotated[str, Field(pattern=r"^([A-Za-z0-9]{43})?$")] = ""
    mode: Literal["plain", "compatible", "security"] = "security"
    message_format: Literal["json", "xml"] = "json"
    api_base: str = OFFICIAL_API
    original_id: str = ""
    timestamp_window_seconds: Annotated[int, Field(ge=30)] = 300
    miniprogram_state: Literal["developer", "trial", "formal"] = "formal"
    templates: dict[str, Template] = {}

    @field_validator("api_base")
    @classmethod
    def _known_host(cls, url: str) -> str:
        url = url.rstrip("/")
        if url != OFFICIAL_API and not url.startswith(LOOPBACK):
            raise ValueError(f"must be {OFFICIAL_API}, or a fake on this machine")
        return url


class Schedule(Section):
    timezone: str = "Asia/Shanghai"
    quiet_from: time = time(21, 0)
    quiet_until: time = time(8, 0)
    extra_days_off: list[str] = []
    extra_workdays: list[str] = []
    daily_digest_at: time = time(8, 30)
    weekly_digest_weekday: Annotated[int, Field(ge=1, le=7)] = 1
    deliveries_in_parallel: Annotated[int, Field(ge=1, le=256)] = 48

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Clocks(Section):
    """Domain §6; each key says its unit."""

    receipt_working_days: Annotated[int, Field(ge=1)] = 2
    answer_months: Annotated[int, Field(ge=1)] = 1
    very_late_days: Annotated[int, Field(ge=1)] = 14
    same_matter_minutes: Annotated[int, Field(ge=1)] = 10
    settle_minutes: Annotated[int, Field(ge=0)] = 3
    draft_nudge_minutes: Annotated[int, Field(ge=1)] = 30
    draft_unfinished_hours: Annotated[int, Field(ge=1)] = 24
    ask_again_days: Annotated[int, Field(ge=1)] = 28
    confirm_working_days: Annotated[int, Field(ge=1)] = 10
    study_working_days: Annotated[int, Field(ge=1)] = 5
    object_working_days: Annotated[int, Field(ge=1)] = 10
    reassign_working_days: Annotated[int, Field(ge=1)] = 10
    answer_request_working_days: Annotated[int, Field(ge=1)] = 3
    assist_issue_working_days: Annotated[int, Field(ge=1)] = 10
    assist_suggestion_months: Annotated[int, Field(ge=1)] = 2
    reply_issue_months: Annotated[int, Field(ge=1)] = 1
    reply_suggestion_months: Annotated[int, Field(ge=1)] = 3
    reply_hard_suggestion_months: Annotated[int, Field(ge=1)] = 6
    rate_working_days: Annotated[int, Field(ge=1)] = 10
    handle_again_months: Annotated[int, Field(ge=1)] = 1
    yearly_report_month: Annotated[int, Field(ge=1, le=12)] = 8
    yearly_report_day: Annotated[int, Field(ge=1, le=31)] = 31
    yearly_report_notice_working_days: Annotated[int, Field(ge=1)] = 10

    @model_validator(mode="after")
    def _a_day_of_every_year(self) -> "Clocks":
        try:
            check_day(self.yearly_report_month, self.yearly_report_day)
        except ValueError as wrong:
            raise ValueError("yearly_report_month and yearly_report_day: not a day of every year") from wrong
        return self


class Duties(Section):
    """Domain §7."""

    collect_minimum: Annotated[int, Field(ge=1)] = 1
    solve_minimum: Annotated[int, Field(ge=1)] = 1
    collect_nudge_working_days: Annotated[int, Field(ge=0)] = 3
    solve_nudge_day: Annotated[int, Field(ge=1, le=28)] = 20
    summary_opens_working_days: Annotated[int, Field(ge=1)] = 5
    summary_nudge_working_days: Annotated[int, Field(ge=0)] = 2
    summary_closes_day: Annotated[int, Field(ge=1, le=28)] = 10
    opens_at: time = time(9, 0)


class Limits(Section):
    """What keeps one person, or two bots talking to each other, from stalling the service or flooding a deputy."""

    replies_per_ten_minutes: Annotated[int, Field(ge=1)] = 12
    pushed_issues_per_resident_per_day: Annotated[int, Field(ge=1)] = 5
    wrong_codes_per_hour: Annotated[int, Field(ge=1)] = 5
    body_bytes: Annotated[int, Field(ge=1024)] = 262_144
    media_bytes: Annotated[int, Field(ge=1024)] = 10_485_760


class Simulator(Section):
    enabled: bool = False
    api_port: Annotated[int, Field(ge=1, le=65535)] = 8001
    """Where the fake WeChat listens, on 127.0.0.1 only."""


class Security(Section):
    secret_key: str = ""
    link_days: Annotated[int, Field(ge=1)] = 7


class Console(Section):
    """Sign-in at `/console`."""

    failures_before_lock: Annotated[int, Field(ge=3, le=20)] = 5
    lock_minutes: Annotated[int, Field(ge=1)] = 15
    session_hours: Annotated[int, Field(ge=1, le=24)] = 12
    idle_minutes: Annotated[int, Field(ge=5)] = 120
    invitation_days: Annotated[int, Field(ge=1, le=60)] = 14
    password_length: Annotated[int, Field(ge=10, le=64)] = 10


class Retention(Section):
    """How long we keep who somebody is and what they said."""

    years: Annotated[int, Field(ge=0, le=100)] = 0
    """After the last of their matters ended; 0: until they ask for it to be erased."""


class Letters(Section):
    """The papers' issuing organs, 发文机关代字, contact. Empty: made from the registry's names (`models.rules.letter_office`)."""

    county_organ: Annotated[str, Field(max_length=26)] = ""
    county_series: Annotated[str, Field(max_length=32)] = ""
    township_organ: str = ""
    township_series: str = ""
    reply_series: str = "{organ}函"
    organ_series: dict[str, Annotated[str, Field(min_length=1, max_length=32)]] = {}
    contact: str = ""
    phone: str = ""
    copies: list[str] = []
    suggestion_basis: str = SUGGESTION_BASIS
    issue_basis: str = ""

    @field_validator("township_organ", "township_series")
    @classmethod
    def _for_each_township(cls, text: str) -> str:
        if text and PLACE not in text:
            raise ValueError(f"must hold {PLACE}: every township counts its own letters")
        return text

    @field_validator("reply_series")
    @classmethod
    def _for_each_organ(cls, text: str) -> str:
        if ORGAN not in text:
            raise ValueError(f"must hold {ORGAN}: every organ counts its own letters")
        return text


class Settings(BaseSettings):
    """The whole configuration, checked once at start."""

    model_config = SettingsConfigDict(
        env_prefix="GRIDVOICE_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    server: Server = Server()
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    storage: Storage = Storage()
    wechat: WeChat = WeChat()
    schedule: Schedule = Schedule()
    clocks: Clocks = Clocks()
    duties: Duties = Duties()
    limits: Limits = Limits()
    console: Console = Console()
    letters: Letters = Letters()
    retention: Retention = Retention()
    simulator: Simulator = Simulator()
    security: Security = Security()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _TomlFile(settings_cls)

    @model_validator(mode="after")
    def _secrets_of_its_own(self) -> "Settings":
        if self.simulator.enabled:
            return self
        if len(self.security.secret_key) < SECRET_LENGTH:
            raise ValueError(
                f"[security] secret_key must be at least {SECRET_LENGTH} random characters (try: openssl rand -hex 32)"
            )
        return self


class _TomlFile(TomlConfigSettingsSource):
    """The file named by `load`; none is fine."""

    def __init__(self, settings_cls: type[BaseSettings]) -> None:
        super().__init__(settings_cls, toml_file=_file.path)


class _File:
    path: Path | None = None


_file = _File()


def load(path: Path | None = None, **overrides: Any) -> Settings:
    """Read and check the configuration. Raises pydantic's `ValidationError`, or `FileNotFoundError`."""
    if path is not None and not path.is_file():
        raise FileNotFoundError(f"no configuration file at {path}")
    _file.path = path
    try:
        return Settings(**overrides)
    finally:
        _file.path = None
