"""The line to WeChat's servers: wechatpy's client on one pooled session, with time-outs, to one host only.

wechatpy hard-codes its host, waits for ever and repeats a bad token endlessly; all three are mended here.
Every failure leaves as `WeChatError`, with no library exception (and its URL) chained to it.
"""

import json
import re
import time
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Literal

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, NewConnectionError
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from app.settings import LOOPBACK, OFFICIAL_API, WeChat
from app.wechat.errors import Failure, WeChatError, hide_secrets_in_library_logs
from scheduler.gateway import Fetched

CONNECT_SECONDS, READ_SECONDS = 3.0, 5.0
DOWNLOAD_SECONDS = 60.0
_CHUNK = 65_536
_POOL = 64
"""More than the 48 deliveries a scheduler makes at once by default; a thread without a place opens its own."""

_TENCENT = re.compile(r"https?://[A-Za-z0-9.-]+\.qq\.com(:\d+)?/")

Method = Literal["get", "post"]


class ElsewhereError(WeChatError):
    """Not the file, but the address where it lies."""

    def __init__(self, url: str) -> None:
        super().__init__(Failure.UNCLEAR, "the file lies elsewhere")
        self.url = url


class Transport:
    """Thread-safe; one for a process. Knows no token: callers give it among the parameters."""

    def __init__(self, settings: WeChat, read_seconds: float = READ_SECONDS) -> None:
        hide_secrets_in_library_logs()
        self._timeout = (CONNECT_SECONDS, read_seconds)
        self._secret = settings.app_secret
        self._base = settings.api_base
        self._http = _session(settings.api_base)
        self._client = WeChatClient(settings.app_id, "", timeout=self._timeout, auto_retry=False)
        self._client._http = self._http  # noqa: SLF001 - wechatpy has no other way to be given a session

    def ask(
        self, method: Method, path: str, params: Mapping[str, str], body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """WeChat's JSON answer with errcode 0 or none. Raises `WeChatError`."""
        failure: WeChatError
        try:
            call = self._client.get if method == "get" else self._client.post
            # parameters as a list, for wechatpy adds a token of its own to a dictionary
            answer = call(f"{OFFICIAL_API}/{path}", params=list(params.items()), **_written(body))
        except (WeChatClientException, requests.RequestException) as error:
            failure = self._failure(error)
        except (ValueError, TypeError, RecursionError):
            failure = WeChatError(Failure.UNCLEAR, "an answer that cannot be read")
        else:
            if isinstance(answer, dict):
                return answer
            failure = WeChatError(Failure.UNCLEAR, "an answer that is no JSON object")
        raise failure  # outside of `except`, so that nothing with a URL in it hangs on

    def download(
        self,
        method: Method,
        path: str,
        params: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
        *,
        most_bytes: int,
    ) -> Fetched:
        """A file, read piece by piece and never more than `most_bytes`. Raises `WeChatError`, also for a JSON "no"."""
        request = requests.Request(method, f"{OFFICIAL_API}/{path}", params=dict(params), **_written(body))
        return self._file(self._http, request, most_bytes)

    def film(self, url: str, most_bytes: int) -> Fetched:
        """A video: WeChat answers with an address on another server of Tencent's, good without a token."""
        if not _TENCENT.match(url) and not url.startswith(f"{self._base}/"):
            raise WeChatError(Failure.UNCLEAR, "a video at an address that is not Tencent's")
        with requests.Session() as session:
            session.trust_env = False
            session.proxies = self._http.proxies
            session.max_redirects = 0
            return self._file(session, requests.Request("get", url), most_bytes)

    def _file(self, session: requests.Session, request: requests.Request, most_bytes: int) -> Fetched:
        failure: WeChatError
        try:
            prepared = session.prepare_request(request)
            with session.send(
                prepared, timeout=self._timeout, stream=True, proxies=dict(session.proxies)
            ) as response:
                response.raise_for_status()
                fetched = Fetched(_read(response, most_bytes), _kind(response))
        except (requests.RequestException, ValueError) as error:
            failure = self._failure(error)
        else:
            _refuse_json(fetched, self)
            return fetched
        raise failure

    def close(self) -> None:
        """Let the connections go; for a clean end of the process."""
        self._http.close()

    def said(self, code: int, words: str) -> WeChatError:
        """WeChat's own "no", without our secret should it be quoted."""
        if self._secret:
            words = words.replace(self._secret, "***")
        return WeChatError(Failure.ANSWERED, words, code)

    def _failure(self, error: Exception) -> WeChatError:
        if isinstance(error, WeChatClientException) and error.errcode is not None:
            return self.said(error.errcode, str(error.errmsg))
        response = getattr(error, "response", None)
        if response is not None:
            return WeChatError(Failure.BUSY, f"HTTP {response.status_code}")
        if _never_left(error):
            return WeChatError(Failure.NOT_SENT, f"no connection ({type(error).__name__})")
        return WeChatError(Failure.UNCLEAR, f"no clean answer ({type(error).__name__})")


class _OneHost(HTTPAdapter):
    """Leads what is meant for WeChat to the configured host (WeChat itself, or a fake on this machine)."""

    def __init__(self, base: str) -> None:
        super().__init__(pool_connections=2, pool_maxsize=_POOL, max_retries=0)
        self._base = base

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if request.url is not None:
            request.url = self._base + request.url.removeprefix(OFFICIAL_API)
        return super().send(request, *args, **kwargs)


def _session(base: str) -> requests.Session:
    """Reaches one host and no other, keeps no cookies, reads the environment's proxies once instead of each time."""
    session = requests.Session()
    session.trust_env = False
    if not base.startswith(LOOPBACK):
        session.proxies = dict(requests.utils.get_environ_proxies(base))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.adapters.clear()
    session.mount(OFFICIAL_API + "/", _OneHost(base))
    return session


def _written(body: Mapping[str, Any] | None) -> dict[str, Any]:
    """UTF-8 with Chinese as it is: WeChat shows `\\u` escapes literally in some fields."""
    if body is None:
        return {}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return {"data": text.encode("utf-8", "replace"), "headers": {"Content-Type": "application/json"}}


def _never_left(error: Exception) -> bool:
    """Whether the connection itself failed, so that WeChat cannot have got anything."""
    if isinstance(
        error, requests.ConnectTimeout | requests.exceptions.ProxyError | requests.exceptions.SSLError
    ):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _read(response: requests.Response, most_bytes: int) -> bytes:
    content = bytearray()
    until = time.monotonic() + DOWNLOAD_SECONDS
    for piece in response.iter_content(_CHUNK):
        content += piece
        if len(content) > most_bytes:
            raise WeChatError(Failure.TOO_LARGE, f"more than {most_bytes} bytes")
        if time.monotonic() > until:
            raise WeChatError(Failure.BUSY, "the download takes too long")
    return bytes(content)


def _kind(response: requests.Response) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip().lower()


def _refuse_json(fetched: Fetched, transport: Transport) -> None:
    """Where a file was asked for, a JSON object is a refusal, whatever the header says; HTML comes from a gateway."""
    if fetched.content.lstrip()[:1] != b"{":
        if fetched.content_type == "text/html" or not fetched.content:
            raise WeChatError(Failure.UNCLEAR, "an answer that is no file")
        return
    try:
        answer = json.loads(fetched.content)
        code, words = int(answer.get("errcode", 0)), str(answer.get("errmsg", ""))
    except (ValueError, TypeError, RecursionError):
        raise WeChatError(Failure.UNCLEAR, "an answer that cannot be read") from None
    if code:
        raise transport.said(code, words)
    if isinstance(answer.get("video_url"), str):
        raise ElsewhereError(answer["video_url"])
    raise WeChatError(Failure.UNCLEAR, "JSON in place of a file")
