"""Certificates of erasures: what each says, and a copy of all beside the database, which survives its loss."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from assistant.errors import InputError
from assistant.store import Store
from assistant.store.erasing import Erasure
from assistant.store.machines import machines_of

ERASURES, MACHINE = "erasures.jsonl", "machine"  # files of the data folder
OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Register:
    """The copy in a data folder: a line for each erasure, and the name the folder itself goes by in the store."""

    folder: Path

    def machine(self) -> str:
        """The name of this data folder: made once, no two alike."""
        file = self.folder / MACHINE
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "w", encoding="ascii") as new:
                new.write(uuid4().hex[:12])
        except FileExistsError:
            pass
        return file.read_text(encoding="ascii").strip()

    def kept(self) -> tuple[Erasure, ...]:
        """Every erasure written down here; raises ``InputError`` for a line that is no certificate."""
        file = self.folder / ERASURES
        return read(file) if file.exists() else ()

    def keep(self, erasures: Sequence[Erasure]) -> None:
        """Write down what is not written down yet; it is on the disk afterwards."""
        known = {one.id for one in self.kept()}
        lines = [json.dumps(stated(one)) + "\n" for one in erasures if one.id not in known]
        if not lines:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with open(os.open(self.folder / ERASURES, flags, OWNER_ONLY), "a", encoding="utf-8") as file:
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())


def read(file: Path) -> tuple[Erasure, ...]:
    """The erasures of a file of certificates, one JSON object a line; raises ``InputError`` that names the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read as certificates: {error}") from error
    return tuple(_erasure(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def stated(erasure: Erasure) -> dict[str, object]:
    """What was erased, as a certificate says it; names nobody."""
    return {
        "certificate": erasure.id,
        "at": erasure.at.isoformat(),
        "cause": erasure.cause,
        "by": erasure.by,
        "erased": dict(erasure.counted),
        "pseudonyms": list(erasure.pseudonyms),
    }


def certificate(store: Store, erasure: Erasure) -> dict[str, object]:
    """What was erased, and which machines have confirmed that their own files hold nothing of it any more."""
    with store.read() as tx:
        there = machines_of(tx, erasure.id)
    names = {True: "confirmed", False: "not_yet"}
    machines = {
        names[done]: [f"{one.name}/{one.id}" for one in there if (one.done_at is not None) is done] for done in names
    }
    return {**stated(erasure), "machines": machines}


def _erasure(line: str, place: str) -> Erasure:
    try:
        said = json.loads(line)
        counted, pseudonyms, at = said["erased"], said["pseudonyms"], datetime.fromisoformat(said["at"])
        if not isinstance(counted, Mapping) or not isinstance(pseudonyms, list) or at.tzinfo is None:
            raise ValueError
        id_, cause, by = (str(said[name]) for name in ("certificate", "cause", "by"))
        totals = {str(name): int(number) for name, number in counted.items()}
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{place}: no certificate of an erasure; give lines that `assistant erase` printed") from None
    return Erasure(id_, at, cause, by, totals, tuple(str(one) for one in pseudonyms))
