"""The installation's secret, and the keys derived from it."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from assistant.errors import SettingError


def kept_secret(folder: Path) -> bytes:
    """The secret kept in a folder, made on first use; only its owner can read the file.

    Raises ``SettingError`` where it can be neither read nor written.
    """
    path = folder / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _kept(path)
    except OSError as error:
        what = f"{path} cannot be written ({error.strerror}); set ASSISTANT_DATA or ASSISTANT_SECRET"
        raise SettingError(what) from error
    with os.fdopen(descriptor, "wb") as file:
        made = secrets.token_hex(32).encode("ascii")
        file.write(made)
    return made


def _kept(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"{path} cannot be read ({error.strerror}); set ASSISTANT_DATA or ASSISTANT_SECRET"
        raise SettingError(what) from error


def derived(purpose: str, secret: bytes) -> bytes:
    """The key of 32 bytes for one purpose; neither the secret nor another key can be told from it."""
    return hashlib.sha256(purpose.encode("ascii") + secret).digest()
