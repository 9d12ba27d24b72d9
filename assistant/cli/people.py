"""Who may use the product, from the server's own console: accounts of people, and tokens for programs."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.options import Quiet, Verbose, Workspace, say, settings, table
from assistant.errors import InputError

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from assistant.access import Role, Scope
    from assistant.store import Store

users = typer.Typer(no_args_is_help=True, help="Accounts of the desk.")
tokens = typer.Typer(no_args_is_help=True, help="Tokens with which programs use the HTTP API.")

Name = Annotated[str, typer.Argument(help="the login name")]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="read the password from standard input, as is done without a terminal")
]


def add_to(app: typer.Typer) -> None:
    """Add this group's commands."""
    app.add_typer(users, name="user")
    app.add_typer(tokens, name="token")


@users.command("add")
def add_user(
    name: Name,
    role: Annotated[str, typer.Option(help="agent, editor, evaluator, lead or admin")] = "agent",
    display: Annotated[str | None, typer.Option(help="the name replies are signed with")] = None,
    password_stdin: FromStdin = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Add an account; the password is asked for and never shown.

    Example: assistant user add elif --role lead --display "Elif Y."
    """
    from assistant import access

    chosen = _role(role)
    password = _password(password_stdin)
    with _store(workspace) as store:
        access.add_account(store, name, password, chosen, display_name=display or "")
    say(f"{name} may sign in as {role}", quiet)


@users.command("list")
def list_users(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Show the accounts.

    Example: assistant user list
    """
    from assistant import access

    with _store(workspace) as store:
        found = access.list_accounts(store)
    rows = [(a.name, a.role, a.display_name, "open" if a.active else "closed") for a in found]
    print(table([("name", "role", "signs as", "state"), *rows]))


@users.command("role")
def change_role(
    name: Name,
    role: Annotated[str, typer.Argument(help="agent, editor, evaluator, lead or admin")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Give an account another role; it is signed out everywhere.

    Example: assistant user role elif lead
    """
    from assistant import access

    chosen = _role(role)
    with _store(workspace) as store:
        access.set_role(store, name, chosen)
    say(f"{name} is {role} now and has to sign in again", quiet)


@users.command("close")
def close_user(name: Name, workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Close the account of somebody who leaves: signed out at once, API tokens gone; what they did stays in the log.

    Example: assistant user close elif
    """
    from assistant import access

    with _store(workspace) as store:
        access.set_active(store, name, False)
        nobody_left = not any(a.active and a.role == access.Role.ADMIN for a in access.list_accounts(store))
    say(f"{name} is signed out everywhere and cannot sign in; the account's API tokens are gone", quiet)
    if nobody_left:
        say("no open account is an admin now; `assistant user role NAME admin` makes one", quiet)


@users.command("open")
def open_user(name: Name, workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Open a closed account again, with the password it had; API tokens have to be made anew.

    Example: assistant user open elif
    """
    from assistant import access

    with _store(workspace) as store:
        access.set_active(store, name, True)
    say(f"{name} may sign in again", quiet)


@users.command("password")
def change_password(
    name: Name,
    password_stdin: FromStdin = False,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Give an account a new password, asked for twice; it is signed out everywhere and its API tokens end.

    Example: assistant user password elif
    """
    from assistant import access

    password = _password(password_stdin)
    with _store(workspace) as store:
        access.set_password(store, name, password)
    say(f"{name} has a new password, is signed out everywhere, and the account's API tokens are gone", quiet)


@tokens.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="the account the token acts for")],
    scope: Annotated[list[str], typer.Option(help="submit, read, decide or metrics; several with commas between")],
    label: Annotated[str, typer.Option(help="what the token is called in the list; its id unless told")] = "",
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="days until it ends by itself")] = None,
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a token for a program, limited to some of what the account may do. It is shown once and kept nowhere.

    Example: assistant token add shop --scope submit --label webshop
    """
    from assistant import access
    from assistant.access.tokens import token_id

    scopes = frozenset(_scope(one.strip()) for given in scope for one in given.split(","))
    with _store(workspace) as store:
        until = store.clock() + timedelta(days=days) if days else None
        secret = access.create_token(store, None, name, label, scopes, until)
    say(f"token {token_id(secret)} acts for {name}; this is the only time it is shown:", quiet)
    print(secret)


@tokens.command("list")
def list_tokens(workspace: Workspace = None, quiet: Quiet = False, verbose: Verbose = False) -> None:
    """Show the tokens: whose, for what, made and last used when; never the token itself.

    Example: assistant token list
    """
    from assistant import access

    with _store(workspace) as store:
        found = access.list_tokens(store)
    rows = [
        (one.id, one.account, one.name, " ".join(one.scopes), _minute(one.made_at), _minute(one.used_at, "never"),
         _minute(one.expires_at, "-"))
        for one in found
    ]  # fmt: skip
    print(table([("id", "person", "label", "scopes", "made", "last used", "ends"), *rows]))


@tokens.command("remove")
def remove_token(
    id_: Annotated[str, typer.Argument(metavar="ID", help="as `assistant token list` shows it")],
    workspace: Workspace = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Make a token useless at once.

    Example: assistant token remove 3f9c01ab77d2
    """
    from assistant import access

    with _store(workspace) as store:
        access.remove_token(store, id_)
    say(f"token {id_} is gone", quiet)


def _store(workspace: Path | None) -> AbstractContextManager[Store]:
    import assistant.bootstrap as bootstrap

    return bootstrap.opened_store(settings(workspace))


def _role(given: str) -> Role:
    from assistant.access import Role

    if given not in set(Role):
        raise InputError(f"the role is {given!r}; known are {', '.join(Role)}")
    return Role(given)


def _scope(given: str) -> Scope:
    from assistant.access import Scope

    if given not in set(Scope):
        raise InputError(f"--scope is {given!r}; known are {', '.join(Scope)}")
    return Scope(given)


def _password(from_stdin: bool) -> str:
    """A new password: one line of standard input where that is wanted or no terminal, else asked for twice."""
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _minute(moment: datetime | None, otherwise: str = "") -> str:
    return otherwise if moment is None else f"{moment:%Y-%m-%d %H:%M}Z"
