"""Vaults encrypted for storage (AES-256-GCM), bound to the case they belong to."""

from __future__ import annotations

import secrets

from assistant.errors import SettingError
from assistant.privacy.vault import Vault

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = b"vault1:"


def seal(vault: Vault, key: bytes, *, case: str = "") -> bytes:
    """``vault`` under ``key`` (32 bytes, kept outside the database); opens only with the same ``case``."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    body = AESGCM(_checked(key)).encrypt(nonce, vault.to_json().encode("ascii"), _FORMAT + case.encode())
    return _FORMAT + nonce + body


def open_sealed(sealed: bytes, key: bytes, *, case: str = "") -> Vault:
    """The vault in ``sealed``; raises ``SettingError`` for another key or case, or a changed byte."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_checked(key))
    start = len(_FORMAT)
    nonce, body = sealed[start : start + _NONCE_BYTES], sealed[start + _NONCE_BYTES :]
    if not sealed.startswith(_FORMAT) or len(body) < 16:
        raise SettingError("not a sealed vault; the column holds something else or was cut short")
    try:
        text = cipher.decrypt(nonce, body, _FORMAT + case.encode())
    except InvalidTag:
        raise SettingError("the vault does not open: wrong key, wrong case, or its bytes were changed") from None
    return Vault.from_json(text.decode("ascii"))


def _checked(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise SettingError(f"the vault key has {len(key)} bytes; give {KEY_BYTES} random bytes")
    return key
