"""What left the machine for a case: every call, step and mail is written down before it is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import partial

from assistant.domain import MaskedText, Receipt, Reply
from assistant.errors import AssistantError, ModelError, RefusedError
from assistant.llm.chat import ChatMessage, ChatModel, Completion, OnText, Schema
from assistant.store import Store
from assistant.store.cases import find_case
from assistant.store.disclosures import (
    ASKED,
    Disclosure,
    Leaving,
    Outgoing,
    add_disclosure,
    count_call,
    disclosures_of,
    drop_disclosure,
)
from assistant.workflow.deliver import Send
from assistant.workflow.jobs import RESTING
from assistant.workflow.propose import Proposer
from assistant.workflow.steps import Hand, Told

INSTRUCTIONS = "system"  # the same for every case and named by the draft's prompt version: not kept again
STEPS = "steps"  # what the system that does steps is called here


class Recorded:
    """A model whose every call on behalf of one case is noted in the store first; a call that cannot be is not made."""

    def __init__(self, model: ChatModel, store: Store, case_id: int) -> None:
        self.name = model.name
        self._model = model
        self._store = store
        self._case_id = case_id

    def complete(
        self, messages: Sequence[ChatMessage], schema: Schema | None = None, on_text: OnText | None = None
    ) -> Completion:
        """As the model itself, after noting what it is given."""
        given = [{"role": one.role, "content": one.content} for one in messages]
        kept = [one for one in given if one["role"] != INSTRUCTIONS]
        with _noted(self._store, self._case_id, _outgoing(Leaving.MODEL, self.name, self._host(), given, kept)):
            return self._model.complete(messages, schema, on_text)

    def resting(self) -> float:
        """As the model itself."""
        return self._model.resting()

    def _host(self) -> str:
        return str(getattr(self._model, "host", "")) or self.name.partition(":")[0]


def recorded(proposer: Proposer, store: Store, case_id: int) -> Proposer:
    """A proposer whose model calls, for its draft and for reading, are noted for a case."""
    return proposer.asking(lambda model: Recorded(model, store, case_id))


def watched(proposer: Proposer, store: Store) -> Proposer:
    """A proposer whose questions to an embedding model are noted for the case they are about.

    A complaint that nobody stored, as one in the paste box, has no case to note anything for.
    """
    return replace(proposer, noting=lambda complaint: partial(_question, store, complaint))


def told_first(store: Store, send: Send, hosts: Mapping[str, str]) -> Send:
    """``send`` with a note of every reply that leaves the machine; ``hosts`` are where, by channel.

    A reply that cannot be noted is not sent now: ``RefusedError`` has it tried again.
    """

    def sending(reply: Reply) -> Receipt:
        host = hosts.get(reply.channel)
        if host is None:
            return send(reply)  # to a file of this machine
        leaving = Outgoing(Leaving.MAIL, reply.channel, host, reply.text.encode(), masked=False)
        try:
            number = _note(store, reply.complaint, leaving)
        except AssistantError as error:
            raise RefusedError(f"reply {reply.id} could not be noted: {error.code}", code="not_noted") from error
        try:
            return send(reply)
        except RefusedError:
            _take_back(store, number)
            raise

    return sending


def handed_first(store: Store, hand: Hand, host: str) -> Hand:
    """``hand`` with a note of every try to hand a step to the system at ``host``."""

    def handing(id_: str, told: Told) -> None:
        body = json.dumps(told, ensure_ascii=False)
        about = told.get("data")
        complaint = str(about.get("complaint")) if isinstance(about, Mapping) else ""
        _note(store, complaint, Outgoing(Leaving.STEP, STEPS, host, body.encode(), masked=False, kept=body))
        hand(id_, told)

    return handing


def left_machine(store: Store, complaint: str) -> tuple[Disclosure, ...]:
    """What left the machine for a complaint, oldest first; empty if it is unknown or nothing did."""
    with store.read() as tx:
        number = find_case(tx, complaint)
        return () if number is None else disclosures_of(tx, number)


def _question(
    store: Store, complaint: str, model: str, host: str, texts: Sequence[MaskedText]
) -> AbstractContextManager[None]:
    """A question to an embedding model on its way out."""
    with store.read() as tx:
        case_id = find_case(tx, complaint)
    given = [text.text for text in texts]
    return _noted(store, case_id, _outgoing(Leaving.EMBEDDING, model, host, given, given))


def _outgoing(kind: Leaving, to: str, host: str, given: object, kept: object) -> Outgoing:
    """Masked texts on their way to a model; the hash is that of everything given, as JSON."""
    content, words = (json.dumps(one, ensure_ascii=False) for one in (given, kept))
    return Outgoing(kind, to, host, content.encode(), masked=True, kept=words)


@contextmanager
def _noted(store: Store, case_id: int | None, leaving: Outgoing) -> Iterator[None]:
    """A call of a model, noted before; counted after, and not at all where the provider was left alone."""
    number = None
    if case_id is not None:
        with store.write() as tx:
            number = add_disclosure(tx, case_id, leaving)
    try:
        yield
    except ModelError as error:
        if error.code == RESTING:  # the provider is left alone: it was not asked
            _take_back(store, number)
            raise
        _count(store, leaving)
        raise
    _count(store, leaving)


def _note(store: Store, complaint: str, leaving: Outgoing) -> int | None:
    with store.write() as tx:
        case_id = find_case(tx, complaint)
        return None if case_id is None else add_disclosure(tx, case_id, leaving)


def _take_back(store: Store, number: int | None) -> None:
    """Nothing left after all; where that cannot be written, the note stays: it says too much rather than too little."""
    if number is not None:
        with suppress(AssistantError), store.write() as tx:
            drop_disclosure(tx, number)


def _count(store: Store, leaving: Outgoing) -> None:
    if leaving.kind in ASKED:
        with suppress(AssistantError), store.write(lasting=False) as tx:  # what was answered must not be lost over it
            count_call(tx, leaving.to)
