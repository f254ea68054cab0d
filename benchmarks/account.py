"""The WeChat account and the configuration that every benchmarked server shares."""

from pathlib import Path
from typing import Any

from app.settings import Settings
from app.simulator.fake_wechat.push import Channel

APP_ID, TOKEN, AES_KEY = "wxbenchmark0000001", "benchmarktoken", "b" * 42 + "A"
APP_SECRET = "s" * 32
ORIGINAL_ID = "gh_benchmark"
CHANNEL = Channel(app_id=APP_ID, token=TOKEN, aes_key=AES_KEY, mode="security", format="xml")
"""XML, because neither wechatpy nor WeRoBot can read a JSON push."""


def settings(database_url: str, folder: Path, redis_url: str, **sections: Any) -> Settings:
    """The real service's configuration on this database and Redis."""
    wechat = {
        "app_id": APP_ID,
        "app_secret": APP_SECRET,
        "token": TOKEN,
        "encoding_aes_key": AES_KEY,
        "original_id": ORIGINAL_ID,
        "message_format": "xml",
    }
    given = {
        "database": {"url": database_url},
        "redis": {"url": redis_url},
        "storage": {"dir": folder},
        "wechat": wechat | sections.pop("wechat", {}),
        "security": {"secret_key": "benchmark" * 4},
        **sections,
    }
    return Settings.model_validate(given)
