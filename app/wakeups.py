"""Saying "there is work" between processes through Redis: only so that nobody waits for the next look at the database.

Losing one costs a second, never a message; with Redis down everybody goes on looking by themselves.
"""

import os
import threading
import time
from collections.abc import Mapping, Sequence

import redis
import structlog

from app.redis import Breaker, RedisDown

CHANNEL = "gridvoice:work"
_GATHER_SECONDS = 0.1
"""Wake-ups of so long are said as one: a worker that is awake looks on by itself, and this thread takes time from the
requests of its process (with a tenth of it every request cost a quarter more)."""
_LISTEN_SECONDS = 1.0
_REST_SECONDS = 5.0

log = structlog.get_logger()


class Waker:
    """Tells the workers, from a thread of its own: the request that caused it never waits for Redis."""

    def __init__(self, client: redis.Redis | None) -> None:
        self._breaker = Breaker(client) if client is not None else None
        self._waiting: set[str] = set()
        self._something = threading.Event()
        self._lock = threading.Lock()
        self._pid = -1

    def wake(self, queue: str) -> None:
        """`queue`: inbox or outbox. Call it after the commit. Never blocks, never raises."""
        if self._breaker is None:
            return
        if self._pid != os.getpid():  # threads do not survive a fork
            self._start()
        self._waiting.add(queue)
        self._something.set()

    def _start(self) -> None:
        with self._lock:
            if self._pid != os.getpid():
                threading.Thread(target=self._tell, name="waker", daemon=True).start()
                self._pid = os.getpid()

    def _tell(self) -> None:
        while True:
            self._something.wait()
            self._something.clear()
            while self._waiting:
                self._publish(self._waiting.pop())
            time.sleep(_GATHER_SECONDS)

    def _publish(self, queue: str) -> None:
        if self._breaker is None:
            return
        try:
            self._breaker.ask(lambda client: client.publish(CHANNEL, queue))
        except RedisDown:
            return


class Listener:
    """Sets the events of each queue somebody woke, from a thread of its own, until `close`."""

    def __init__(self, client: redis.Redis, events: Mapping[str, Sequence[threading.Event]]) -> None:
        self._client = client
        self._events = events
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="wake-listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._thread.join(_LISTEN_SECONDS + 1)

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                self._hear()
            except (redis.RedisError, OSError):
                if self._closed.is_set():
                    return
                log.info("redis not reachable, looking at the database every second")
                self._closed.wait(_REST_SECONDS)

    def _hear(self) -> None:
        with self._client.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(CHANNEL)
            while not self._closed.is_set():
                said = channel.get_message(timeout=_LISTEN_SECONDS)
                for event in self._events.get(str(said["data"]), ()) if said else ():
                    event.set()
