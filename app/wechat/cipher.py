"""WeChat's message encryption: AES-256-CBC, PKCS#7 to 32 bytes, `random(16) + length(4) + text + appid`.

Source: 消息推送 (mini-program docs). The key schedule is kept; decrypting is all we need, for we answer "success".
"""

import binascii
from base64 import b64decode
from hmac import compare_digest

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
_HEAD = 20


class UndecipherableError(ValueError):
    """Not encrypted with our key for our app. The text never contains any of the plaintext."""


class MessageCipher:
    """Opens what WeChat encrypted for one app."""

    def __init__(self, encoding_aes_key: str, app_id: str) -> None:
        key = b64decode(encoding_aes_key + "=")
        self._cipher = Cipher(algorithms.AES256(key), modes.CBC(key[:16]))
        self._app_id = app_id.encode()

    def open(self, encrypted: str) -> bytes:
        """The plaintext. Raises `UndecipherableError` for whatever is not as the docs say."""
        try:
            sealed = binascii.a2b_base64(encrypted, strict_mode=True)
        except ValueError as error:
            raise UndecipherableError("not base64") from error
        if not sealed or len(sealed) % BLOCK:
            raise UndecipherableError("length is no multiple of 32")
        decryptor = self._cipher.decryptor()
        return self._checked(decryptor.update(sealed) + decryptor.finalize())

    def _checked(self, padded: bytes) -> bytes:
        padding = padded[-1]
        if not 1 <= padding <= BLOCK or padded[-padding:] != padded[-1:] * padding:
            raise UndecipherableError("broken padding")
        content = padded[: len(padded) - padding]
        end = _HEAD + int.from_bytes(content[16:_HEAD], "big")
        if len(content) < _HEAD or end > len(content):
            raise UndecipherableError("wrong length inside")
        if not compare_digest(content[end:], self._app_id):
            raise UndecipherableError("for another app")
        return content[_HEAD:end]
