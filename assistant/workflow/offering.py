"""Which rewrite controls can do anything for the draft that is shown, so that no other is."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.drafting.composer import compose
from assistant.drafting.rewrite import Control, has_contractions, rewrite
from assistant.drafting.writer import quiet
from assistant.errors import InputError
from assistant.workflow.produce import Producer
from assistant.workflow.reworking import Remade, changed_by, remade
from assistant.workflow.rewriting import STANCES
from assistant.workflow.standing import Sign

TONES = tuple(control for control in Control if control.value not in STANCES)


@dataclass(frozen=True, slots=True)
class Offered:
    """The controls of a draft: for the whole as it stands, for a text a person changed, for a marked passage.

    ``model`` tells whether a wish in free words is heeded, which takes a model.
    """

    whole: tuple[Control, ...] = ()
    edited: tuple[Control, ...] = ()
    passage: tuple[Control, ...] = ()
    model: bool = False


def offered(producer: Producer, case_id: int, sign: Sign) -> Offered:
    """What can be asked of the version shown; nothing where there is no draft or only an approved text may stand."""
    try:
        base = remade(producer, case_id, sign)
    except InputError:
        return Offered()
    if quiet(base.case):
        return Offered()
    if producer.proposer.writer is not None:
        carried = tuple(control for control in Control if _carried(base, control))
        return Offered(carried, TONES, TONES, model=True)
    formal = (Control.MORE_FORMAL,) if has_contractions(base.case.language) else ()
    return Offered(
        whole=tuple(control for control in Control if changed_by(base, control)),
        edited=(Control.SHORTER, *formal, Control.FIX_LANGUAGE),
        passage=(Control.SHORTER, *formal, Control.FIX_LANGUAGE),
    )


def _carried(base: Remade, control: Control) -> bool:
    """Whether some entry carries a stance; a tone needs none."""
    if control.value not in STANCES:
        return True
    said = rewrite(base.case, compose(base.case), control).said
    return not any(reason.code.endswith("_nothing") for reason in said)
