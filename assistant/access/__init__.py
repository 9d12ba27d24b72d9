"""Who somebody is and what they may do: accounts, roles, sessions and API tokens."""

from assistant.access.accounts import (
    add_account,
    add_first_account,
    has_accounts,
    list_accounts,
    set_active,
    set_password,
    set_role,
)
from assistant.access.roles import MAY, Permission, Person, Role, require
from assistant.access.sessions import SignedIn, check_csrf, csrf_token, resume, sign_in, sign_out
from assistant.access.tokens import Scope, Token, create_token, list_tokens, remove_token, token_holder

__all__ = [
    "MAY",
    "Permission",
    "Person",
    "Role",
    "Scope",
    "SignedIn",
    "Token",
    "add_account",
    "add_first_account",
    "check_csrf",
    "create_token",
    "csrf_token",
    "has_accounts",
    "list_accounts",
    "list_tokens",
    "remove_token",
    "require",
    "resume",
    "set_active",
    "set_password",
    "set_role",
    "sign_in",
    "sign_out",
    "token_holder",
]
