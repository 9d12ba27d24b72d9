"""Roles: who may do what, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import AccessError


class Role(StrEnum):
    """What a person is employed to do here."""

    AGENT = "agent"
    EDITOR = "editor"
    EVALUATOR = "evaluator"
    LEAD = "lead"
    ADMIN = "admin"


class Permission(StrEnum):
    """Something not everybody may do."""

    READ = "read"  # see complaints and drafts
    DRAFT = "draft"  # claim a case and edit its draft
    DECIDE = "decide"  # approve, send back, leave without a reply, hand over
    SECOND_LOOK = "second_look"  # be the second to approve a flagged case
    SETTLE = "settle"  # say what became of a reply nobody knows the fate of
    EXPORT = "export"
    SEE_AUDIT = "see_audit"
    EDIT_KNOWLEDGE = "edit_knowledge"
    EVALUATE = "evaluate"
    ERASE = "erase"
    ADMINISTER = "administer"  # accounts, roles, tokens


_AGENT = frozenset({Permission.READ, Permission.DRAFT, Permission.DECIDE})
_EDITOR = frozenset({Permission.READ, Permission.EDIT_KNOWLEDGE, Permission.EVALUATE})
_LEAD = frozenset({Permission.SECOND_LOOK, Permission.SETTLE, Permission.EXPORT, Permission.SEE_AUDIT})
MAY: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.EDITOR: _EDITOR,
    Role.EVALUATOR: frozenset({Permission.EVALUATE}),
    Role.LEAD: _AGENT | _EDITOR | _LEAD,
    Role.ADMIN: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in; made by ``sign_in``, ``resume`` and ``token_holder`` only."""

    account: int
    name: str
    display_name: str
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether this person's role includes something."""
        return permission in MAY[self.role]


def require(person: Person, permission: Permission) -> None:
    """Raise ``AccessError`` unless the person may do this."""
    if not person.may(permission):
        raise AccessError(
            f"{person.name} is {person.role} and may not {permission}",
            code="may_not",
            values={"role": person.role.value, "permission": permission.value},
        )
