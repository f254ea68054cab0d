"""WeChat's message encryption and signatures, written from the protocol page alone (消息推送).

Independent of `app.wechat.envelope` on purpose: two readings of one specification check each other.
"""

import base64
import hashlib
import os
import struct
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

ENCODING_AES_KEY_LENGTH = 43
PAD_BITS = 256  # WeChat pads to 32 bytes, not to AES's 16
RANDOM_BYTES = 16
LENGTH_BYTES = 4


@lru_cache(maxsize=16)
def key_of(encoding_aes_key: str) -> bytes:
    """The 32-byte AES key behind the 43 characters shown in the console."""
    if len(encoding_aes_key) != ENCODING_AES_KEY_LENGTH:
        raise ValueError(f"EncodingAESKey must have {ENCODING_AES_KEY_LENGTH} characters")
    return base64.b64decode(encoding_aes_key + "=")


def sign(*parts: str) -> str:
    """`signature` of (token, timestamp, nonce), or `msg_signature` with the ciphertext as a fourth part."""
    joined = "".join(sorted(parts)).encode()
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def encrypt(message: bytes, encoding_aes_key: str, app_id: str, salt: bytes | None = None) -> str:
    """`random(16) + length(4, big-endian) + message + app_id`, AES-256-CBC, base64. `salt` only for test vectors."""
    key = key_of(encoding_aes_key)
    salt = os.urandom(RANDOM_BYTES) if salt is None else salt
    padder = PKCS7(PAD_BITS).padder()
    padded = padder.update(salt + struct.pack(">I", len(message)) + message + app_id.encode())
    padded += padder.finalize()
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def decrypt(ciphertext: str, encoding_aes_key: str) -> tuple[bytes, str]:
    """The message and the app id at its end. Raises `ValueError` for anything malformed."""
    key = key_of(encoding_aes_key)
    decryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).decryptor()
    padded = decryptor.update(base64.b64decode(ciphertext, validate=True)) + decryptor.finalize()
    unpadder = PKCS7(PAD_BITS).unpadder()
    plain = unpadder.update(padded) + unpadder.finalize()
    start = RANDOM_BYTES + LENGTH_BYTES
    if len(plain) < start:
        raise ValueError("too short for a WeChat message")
    (length,) = struct.unpack(">I", plain[RANDOM_BYTES:start])
    if length > len(plain) - start:
        raise ValueError("the stated length is longer than the message")
    return plain[start : start + length], plain[start + length :].decode()
