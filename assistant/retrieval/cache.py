"""The index on disk: a cache named after what is in it, built beside its place and moved there whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from assistant.errors import SettingError
from assistant.languages import analysis
from assistant.languages.analysis import word_list
from assistant.retrieval.lexical import FORMAT, Shelf, build, open_shelf
from assistant.retrieval.passages import Indexable, Place

Shelved = Mapping[Place, Sequence[Indexable]]

_MANIFEST = "manifest.json"  # written last: a folder without it was never finished
_PREFIX = "lexical-"
_BUILDING = ".building-"
_UNUSED_FOR = 24 * 3600.0  # seconds after which an older index is taken away


def shelves(shelved: Shelved, folder: Path | None) -> dict[Place, Shelf]:
    """A shelf for every language and kind, from the cache in ``folder`` when it is there and whole, else built.

    ``None`` builds in memory. Several processes may do this at once: each builds beside the place and the first to
    finish moves its index there; readers never see half of one. SettingError when the folder cannot be written.
    """
    if folder is None:
        return {place: build(entries, analysis(place[0]), None) for place, entries in shelved.items()}
    home = folder / f"{_PREFIX}{fingerprint(shelved)}"
    opened = _open(home, shelved)
    if opened is not None:
        return opened
    try:
        _make(home, shelved)
    except (OSError, ValueError) as error:  # tantivy's own failures are ValueError
        what = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise SettingError(
            f"the search index cannot be written to {folder} ({what}); make the folder writable "
            "or choose another data folder"
        ) from error
    opened = _open(home, shelved)
    if opened is None:
        raise SettingError(f"the search index in {home} was built but cannot be read; check the disk, then delete it")
    return opened


def fingerprint(shelved: Shelved) -> str:
    """Sixteen hex digits that change with any indexed text, the word lists, the format or tantivy itself."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{FORMAT}|{version('tantivy')}".encode())
    for (language, kind), entries in sorted(shelved.items()):
        folder = analysis(language).folder
        parts: list[object] = [language, kind, word_list(folder, "stop_words"), word_list(folder, "concepts")]
        for entry in entries:
            texts = sorted((str(market or ""), text) for market, text in entry.text_by_market.items())
            parts.append((entry.id, entry.title, entry.examples, texts))
        digest.update(json.dumps(parts, ensure_ascii=False).encode("utf-8"))
    return digest.hexdigest()


def _open(home: Path, shelved: Shelved) -> dict[Place, Shelf] | None:
    """The shelves in ``home``; ``None`` when it is missing, unfinished or damaged."""
    if not _is_whole(home):
        return None
    try:
        opened = {place: open_shelf(home / _name(place), analysis(place[0])) for place in shelved}
    except (OSError, ValueError):
        return None
    if any(opened[place].size != len(entries) for place, entries in shelved.items()):
        return None
    with suppress(OSError):
        os.utime(home)  # in use: not to be taken away as old
    return opened


def _is_whole(home: Path) -> bool:
    try:
        manifest = json.loads((home / _MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest == _checksums(home))
    except (OSError, ValueError):
        return False


def _checksums(home: Path) -> dict[str, int]:
    files = (path for path in sorted(home.rglob("*")) if path.is_file())
    return {
        path.relative_to(home).as_posix(): zlib.crc32(path.read_bytes())
        for path in files
        if path.name != _MANIFEST and not path.name.startswith(".")  # tantivy's lock files
    }


def _make(home: Path, shelved: Shelved) -> None:
    home.parent.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    workshop = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=home.parent))
    try:
        for place, entries in shelved.items():
            (workshop / _name(place)).mkdir()
            build(entries, analysis(place[0]), workshop / _name(place))
        (workshop / _MANIFEST).write_text(json.dumps(_checksums(workshop)), encoding="utf-8")
        _move(workshop, home)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def _move(workshop: Path, home: Path) -> None:
    """Put a finished index in its place; when another process was faster, its index is as good."""
    if home.exists() and not _is_whole(home):
        broken = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=home.parent))
        with suppress(OSError):
            home.rename(broken / "broken")
        shutil.rmtree(broken, ignore_errors=True)
    try:
        workshop.rename(home)
    except OSError:
        if not _is_whole(home):
            raise


def _sweep(home: Path) -> None:
    """Take away indexes of older content and unfinished ones that nobody has touched for a day."""
    for other in home.parent.iterdir():
        if other == home or not other.name.startswith((_PREFIX, _BUILDING)):
            continue
        with suppress(OSError):
            if time.time() - other.stat().st_mtime > _UNUSED_FOR:
                shutil.rmtree(other, ignore_errors=True)


def _name(place: Place) -> str:
    return f"{place[0]}-{place[1]}"
