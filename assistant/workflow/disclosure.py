"""What left the machine for a case: every call of a model is written down, with its masked text, before it is made."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assistant.errors import ModelError
from assistant.llm.chat import ChatMessage, ChatModel, Completion, OnText, Schema
from assistant.store import Store
from assistant.store.cases import find_case
from assistant.store.erasing import Disclosure, add_disclosure, disclosures_of, drop_disclosure
from assistant.workflow.jobs import RESTING
from assistant.workflow.propose import Proposer

INSTRUCTIONS = "system"  # the same for every case and named by the draft's prompt version: not kept again


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
        sent = [{"role": one.role, "content": one.content} for one in messages if one.role != INSTRUCTIONS]
        with self._store.write() as tx:
            number = add_disclosure(tx, self._case_id, self.name, json.dumps(sent, ensure_ascii=False))
        try:
            return self._model.complete(messages, schema, on_text)
        except ModelError as error:
            if error.code == RESTING:  # the provider is left alone: it was not asked
                with self._store.write() as tx:
                    drop_disclosure(tx, number)
            raise

    def resting(self) -> float:
        """As the model itself."""
        return self._model.resting()


def recorded(proposer: Proposer, store: Store, case_id: int) -> Proposer:
    """A proposer whose model calls, for its draft and for reading, are noted for a case."""
    return proposer.asking(lambda model: Recorded(model, store, case_id))


def left_machine(store: Store, complaint: str) -> tuple[Disclosure, ...]:
    """What left the machine for a complaint, oldest first; empty if it is unknown or no model was asked."""
    with store.read() as tx:
        number = find_case(tx, complaint)
        return () if number is None else disclosures_of(tx, number)
