"""Publishing the brand's files: checked, kept by their hashes, and read from the store by everybody who drafts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.checks.examples import check_rules
from assistant.checks.own_texts import check_own_texts
from assistant.drafting.told import check_scenes
from assistant.errors import ConflictError, InputError, KnowledgeError, PromptError, SettingError
from assistant.knowledge import Knowledge, Problem, survey
from assistant.knowledge.checking import check
from assistant.knowledge.snapshots import LETTERS, Snapshot, unpack, write
from assistant.prompting import read_prompt
from assistant.store import Store, Transaction
from assistant.store.publications import (
    PublicationRow,
    add_publication,
    add_snapshot,
    file_contents,
    last_publication,
    publications_of,
    snapshot_hashes,
    snapshots_like,
)

CURRENT = "current"
LONGEST_REASON = 500
PROMPTS = ("draft_reply",)
OPTIONAL = ("triage", "translate")  # used where a setting or a reader asks: a folder made before there was one lacks it


@dataclass(frozen=True, slots=True)
class Checked:
    """What looking through a workspace found: its knowledge, if everything needed is there, and every mistake."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]


Look = Callable[[Path], Checked]


def examine(workspace: Path) -> Checked:
    """Read a workspace's brand and look for every mistake that can be proved."""
    knowledge, problems = survey(workspace / "knowledge")
    if knowledge is not None:
        problems += [*check(knowledge), *check_rules(knowledge), *check_own_texts(knowledge)]
        problems += check_scenes(knowledge)
    return Checked(knowledge, tuple(sorted(set(problems))))


def publish(store: Store, snapshot: Snapshot, *, by: str, reason: str, look: Look = examine) -> PublicationRow:
    """Make a snapshot what everybody drafts with from now on; ``look`` finds the mistakes that forbid it.

    Raises ``KnowledgeError`` that lists the mistakes of a snapshot with any, ``ConflictError`` (``already_there``) for
    the one that holds already, ``InputError`` without a reason.
    """
    reason = _said(reason)
    with tempfile.TemporaryDirectory() as folder:
        write(snapshot, Path(folder))
        _refuse_mistakes(Path(folder), look(Path(folder)).problems)
    return _put(store, snapshot, by=by, reason=reason, event="knowledge_published")


def roll_back(store: Store, name: str, *, by: str, reason: str) -> PublicationRow:
    """Publish an earlier snapshot again; it must still be readable by this version of the program."""
    reason = _said(reason)
    snapshot = kept(store, name)
    with tempfile.TemporaryDirectory() as folder:
        write(snapshot, Path(folder))
        _refuse_mistakes(Path(folder), tuple(sorted(survey(Path(folder) / "knowledge")[1])))
    return _put(store, snapshot, by=by, reason=reason, event="knowledge_rolled_back")


def history(store: Store, limit: int = 50) -> tuple[PublicationRow, ...]:
    """What was published, newest first; the first one holds."""
    with store.read() as tx:
        return publications_of(tx, limit)


def published(store: Store) -> PublicationRow | None:
    """What holds now; ``None`` while nothing was published."""
    with store.read() as tx:
        return last_publication(tx)


def drafted_with(store: Store) -> str:
    """What drafts on a store rest on, for whoever starts something on it."""
    last = published(store)
    return "the workspace's folder" if last is None else f"the published knowledge {last.snapshot[:LETTERS]}"


def kept(store: Store, name: str) -> Snapshot:
    """A snapshot of the store by the beginning of its name, or ``current``.

    Raises ``InputError`` for a name that fits none or several, ``KnowledgeError`` if its files are damaged.
    """
    with store.read() as tx:
        return _snapshot(tx, _full(tx, name))


def unpacked(store: Store, home: Path) -> Path | None:
    """The folder below ``home`` that holds what is published, unpacked if need be; ``None`` while nothing is.

    Raises ``KnowledgeError`` for damaged files and ``SettingError`` where ``home`` cannot be written.
    """
    with store.read() as tx:
        last = last_publication(tx)
        if last is None:
            return None
        if (home / last.snapshot).is_dir():
            return home / last.snapshot
        snapshot = _snapshot(tx, last.snapshot)
    try:
        return unpack(snapshot, home)
    except OSError as error:
        raise SettingError(f"{home} cannot be written ({error.strerror}); set ASSISTANT_DATA") from error


def _put(store: Store, snapshot: Snapshot, *, by: str, reason: str, event: str) -> PublicationRow:
    with store.write() as tx:
        last = last_publication(tx)
        if last is not None and last.snapshot == snapshot.id:
            raise ConflictError(
                f"{snapshot.id[:LETTERS]} is published since {last.at:%Y-%m-%d %H:%M} UTC; nothing changed since",
                code="already_there",
            )
        add_snapshot(tx, snapshot.id, snapshot.hashes, snapshot.files)
        add_publication(tx, snapshot.id, by, reason)
        tx.note(event, by, snapshot=snapshot.id, files=len(snapshot.files))
        made = last_publication(tx)
    if made is None:
        raise RuntimeError("the publication vanished inside its own transaction")
    return made


def _snapshot(tx: Transaction, id_: str) -> Snapshot:
    """A kept snapshot, each file held against its hash."""
    hashes = snapshot_hashes(tx, id_)
    found = Snapshot(file_contents(tx, hashes or {}))
    if hashes is None or found.hashes != dict(hashes) or found.id != id_:
        raise KnowledgeError(
            f"the files of snapshot {id_[:LETTERS]} are damaged or missing; publish the brand's folder anew"
        )
    return found


def _full(tx: Transaction, name: str) -> str:
    if name == CURRENT:
        last = last_publication(tx)
        if last is None:
            raise InputError("nothing was published yet; `assistant knowledge publish --reason …` does it")
        return last.snapshot
    fits = snapshots_like(tx, name) if name else ()
    if len(fits) != 1:
        what = "no snapshot" if not fits else f"{len(fits)} snapshots"
        raise InputError(f"{what} begins with {name!r}; `assistant knowledge history` lists them")
    return fits[0]


def _refuse_mistakes(folder: Path, problems: tuple[Problem, ...]) -> None:
    found = [str(problem) for problem in problems]
    for name in (*PROMPTS, *(name for name in OPTIONAL if (folder / "prompts" / f"{name}.j2").exists())):
        try:
            read_prompt(folder / "prompts", name)
        except PromptError as error:
            found.append(str(error))
    if found:
        raise KnowledgeError("\n".join((*found, "nothing was published; mend this first")))


def _said(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise InputError(f"say why in --reason, in at most {LONGEST_REASON} letters; whoever looks back has to know")
    return reason
