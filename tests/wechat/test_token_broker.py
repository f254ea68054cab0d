"""One access token for everybody: fetched once however many ask, with Redis, without it, and when it hangs."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis

from app.redis import Breaker, RedisDown, connect
from app.settings import WeChat
from app.wechat.errors import Failure, TokenError
from app.wechat.token import TokenBroker
from app.wechat.transport import Transport
from tests.wechat.far_end import Asked, FarEnd, Reply, refuses, says

TOKEN_PATH = "/cgi-bin/stable_token"
KEY = "gridvoice:wechat:token:wxba5fad812f8e6fb9"


class Clock:
    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hung() -> Iterator[str]:
    """A Redis that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture
def refusing() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"redis://127.0.0.1:{port}"


def numbered() -> Callable[[Asked], Reply]:
    """TOKEN-1, TOKEN-2, … each time someone fetches."""
    lock, count = threading.Lock(), [0]

    def answer(_: Asked) -> Reply:
        with lock:
            count[0] += 1
            return says(access_token=f"TOKEN-{count[0]}", expires_in=7200)

    return answer


def together(brokers: list[TokenBroker], act: Callable[[TokenBroker], str]) -> list[str]:
    gate = threading.Barrier(len(brokers))

    def go(broker: TokenBroker) -> str:
        gate.wait()
        return act(broker)

    with ThreadPoolExecutor(len(brokers)) as pool:
        return list(pool.map(go, brokers))


def test_the_secret_travels_in_the_body_not_in_the_address(
    far_end: FarEnd, settings: WeChat, transport: Transport
) -> None:
    assert TokenBroker(settings, None, transport).get() == "TOKEN-1"
    (asked,) = far_end.at(TOKEN_PATH)
    assert asked.query == {}
    assert asked.body == {
        "grant_type": "client_credential",
        "appid": settings.app_id,
        "secret": settings.app_secret,
    }


def test_eight_processes_of_six_threads_fetch_once(
    far_end: FarEnd, settings: WeChat, transport: Transport, redis_client: redis.Redis
) -> None:
    far_end.plan(TOKEN_PATH, numbered())
    processes = [TokenBroker(settings, redis_client, transport) for _ in range(8)]
    assert set(together(processes * 6, TokenBroker.get)) == {"TOKEN-1"}
    assert len(far_end.at(TOKEN_PATH)) == 1
    assert redis_client.get(KEY) == "TOKEN-1"
    assert not redis_client.exists(f"{KEY}:lock")


def test_a_stale_token_is_renewed_once_by_whoever_comes_first(
    far_end: FarEnd, settings: WeChat, transport: Transport, redis_client: redis.Redis
) -> None:
    far_end.plan(TOKEN_PATH, numbered())
    processes = [TokenBroker(settings, redis_client, transport) for _ in range(8)]
    together(processes, TokenBroker.get)
    assert set(together(processes * 6, lambda broker: broker.renew("TOKEN-1"))) == {"TOKEN-2"}
    assert processes[0].renew("TOKEN-1") == "TOKEN-2"
    assert len(far_end.at(TOKEN_PATH)) == 2


@pytest.mark.parametrize(("expires_in", "kept"), [(7200, 6900), (400, 100), (310, 60), (10, 60)])
def test_it_is_kept_a_little_shorter_than_it_lives(
    far_end: FarEnd,
    settings: WeChat,
    transport: Transport,
    redis_client: redis.Redis,
    expires_in: int,
    kept: int,
) -> None:
    far_end.plan(TOKEN_PATH, says(access_token="T", expires_in=expires_in))
    TokenBroker(settings, redis_client, transport).get()
    remaining: Any = redis_client.ttl(KEY)
    assert kept - 2 <= remaining <= kept


def test_without_redis_each_process_keeps_its_own_until_it_ends(
    far_end: FarEnd, settings: WeChat, transport: Transport, clock: Clock
) -> None:
    far_end.plan(TOKEN_PATH, numbered())
    broker = TokenBroker(settings, None, transport, clock)
    assert set(together([broker] * 16, TokenBroker.get)) == {"TOKEN-1"}
    clock.at += 6899
    assert broker.get() == "TOKEN-1"
    clock.at += 2
    assert broker.get() == "TOKEN-2"
    assert set(together([broker] * 16, lambda one: one.renew("TOKEN-2"))) == {"TOKEN-3"}


def test_a_copy_out_of_redis_is_trusted_for_a_minute(
    settings: WeChat, transport: Transport, redis_client: redis.Redis, clock: Clock
) -> None:
    redis_client.set(KEY, "OLD", ex=5000)
    broker = TokenBroker(settings, redis_client, transport, clock)
    assert broker.get() == "OLD"
    redis_client.set(KEY, "NEW", ex=5000)
    assert broker.get() == "OLD"
    clock.at += 61
    assert broker.get() == "NEW"


def test_who_waits_for_the_lock_gets_what_the_other_process_fetched(
    far_end: FarEnd, settings: WeChat, transport: Transport, redis_client: redis.Redis
) -> None:
    redis_client.set(f"{KEY}:lock", "the other process", px=10_000)
    broker = TokenBroker(settings, redis_client, transport)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(broker.get)
        redis_client.set(KEY, "FROM-THE-OTHER", ex=5000)
        assert waiting.result(5) == "FROM-THE-OTHER"
    assert far_end.at(TOKEN_PATH) == []
    assert redis_client.get(f"{KEY}:lock") == "the other process"


def test_a_lock_left_by_a_killed_process_lapses(
    settings: WeChat, transport: Transport, redis_client: redis.Redis
) -> None:
    redis_client.set(f"{KEY}:lock", "killed", px=100)
    assert TokenBroker(settings, redis_client, transport).get() == "TOKEN-1"


@pytest.mark.parametrize("trouble", ["hung", "refusing"])
def test_a_redis_in_trouble_costs_less_than_half_a_second_once(
    settings: WeChat, transport: Transport, request: pytest.FixtureRequest, trouble: str
) -> None:
    client = connect(request.getfixturevalue(trouble))
    broker = TokenBroker(settings, client, transport)
    began = time.monotonic()
    assert broker.get() == "TOKEN-1"
    assert time.monotonic() - began < 0.5
    began = time.monotonic()
    for _ in range(50):
        assert broker.renew("another") == "TOKEN-1"
    assert broker.renew("TOKEN-1") == "TOKEN-1"  # WeChat gave the same once more; Redis was not asked
    assert time.monotonic() - began < 0.15
    client.close()


def test_a_resting_redis_is_tried_again_by_one_caller(redis_client: redis.Redis, clock: Clock) -> None:
    breaker = Breaker(redis_client, rest_seconds=5, monotonic=clock)
    tries: list[str] = []

    def fails(_: redis.Redis) -> None:
        tries.append("tried")
        raise redis.ConnectionError

    for _ in range(3):
        with pytest.raises(RedisDown):
            breaker.ask(fails)
    assert len(tries) == 1
    clock.at += 5.1
    with pytest.raises(RedisDown):
        breaker.ask(fails)
    assert len(tries) == 2
    clock.at += 5.1
    assert breaker.ask(lambda client: client.set("a", "b")) is True
    assert breaker.ask(lambda client: client.get("a")) == "b"


def test_without_any_redis_the_breaker_says_so() -> None:
    with pytest.raises(RedisDown):
        Breaker(None).ask(lambda client: client.ping())


@pytest.mark.parametrize(
    ("reply", "failure", "code"),
    [
        (refuses(40125, "invalid appsecret 0123456789abcdef0123456789abcdef"), Failure.ANSWERED, 40125),
        (refuses(-1), Failure.ANSWERED, -1),
        (says(status=502), Failure.BUSY, 0),
        (Reply(b"<html>maintenance</html>", kind="text/html"), Failure.BUSY, 0),
        (says(access_token="", expires_in=7200), Failure.BUSY, 0),
        (says(access_token="T", expires_in="soon"), Failure.BUSY, 0),
        (Reply(b"{}", cut=-1), Failure.BUSY, 0),
    ],
)
def test_no_token_is_said_without_the_secret(
    far_end: FarEnd, settings: WeChat, transport: Transport, reply: Reply, failure: Failure, code: int
) -> None:
    far_end.plan(TOKEN_PATH, reply)
    with pytest.raises(TokenError) as refused:
        TokenBroker(settings, None, transport).get()
    assert (refused.value.failure, refused.value.code) == (failure, code)
    assert settings.app_secret not in str(refused.value)


def test_when_wechat_is_down_a_queue_of_threads_does_not_try_one_after_the_other(
    far_end: FarEnd, settings: WeChat, transport: Transport
) -> None:
    hold = threading.Event()
    far_end.plan(TOKEN_PATH, Reply(b"{}", status=502, wait_for=hold))
    broker = TokenBroker(settings, None, transport)
    failures: list[Failure] = []

    def act(one: TokenBroker) -> str:
        try:
            return one.get()
        except TokenError as error:
            failures.append(error.failure)
            return ""

    began = time.monotonic()
    together([broker] * 24, act)
    hold.set()
    assert time.monotonic() - began < 3
    assert failures == [Failure.BUSY] * 24
    assert len(far_end.at(TOKEN_PATH)) <= 2
