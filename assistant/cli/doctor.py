"""What `assistant doctor` looks at: each part the product needs, whether it is well, and what to do if not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

if TYPE_CHECKING:
    from assistant.bootstrap import Product
    from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at."""

    what: str
    good: bool
    says: str


def examine(settings: Settings) -> list[Line]:
    """Look at everything, in the order in which one thing rests on another; nothing is sent anywhere."""
    import assistant.bootstrap as bootstrap

    found = [Line("python", sys.version_info >= (3, 11), sys.version.split()[0])]
    try:
        product = bootstrap.product(settings)
    except AssistantError as error:
        return [*found, Line("workspace", False, str(error).split("\n")[0])]
    found.append(Line("workspace", True, f"{product.workspace} ({len(product.knowledge.entries)} entries)"))
    found.extend(_tried(what, look, product) for what, look in LOOKS)
    found.extend(_environment(settings))
    return found


def _data(product: Product) -> str:
    folder = product.settings.data
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK):
        raise OSError(f"{folder} cannot be written; set ASSISTANT_DATA")
    return str(folder)


def _secret(product: Product) -> str:
    product.secret()
    return "set by ASSISTANT_SECRET" if product.settings.secret else "kept in the data folder"


def _store(product: Product) -> str:
    with product.store() as store:
        verdict = store.verify_audit()
    return f"{product.settings.database_url.split('@')[-1]}; audit log {verdict.fault or 'unbroken'}"


def _search(product: Product) -> str:
    found = product.search().find("iade", language=None, market=None, top=1)
    return f"index answers in {found.language}"


LOOKS: tuple[tuple[str, Callable[[Product], str]], ...] = (
    ("data folder", _data),
    ("secret", _secret),
    ("store", _store),
    ("search", _search),
)


def _tried(what: str, look: Callable[[Product], str], product: Product) -> Line:
    try:
        return Line(what, True, look(product))
    except (AssistantError, OSError) as error:
        return Line(what, False, str(error))


def _environment(settings: Settings) -> Iterator[Line]:
    model = settings.chosen_model()
    if model == "composer":
        yield Line("model", True, "composer (no language model)")
    else:
        key = bool(os.environ.get("OPENAI_API_KEY")) or not model.startswith("openai:")
        says = model if key else f"{model}, but OPENAI_API_KEY is not set (any text for a local endpoint)"
        yield Line("model", key, says)
    if settings.host not in {"127.0.0.1", "localhost", "::1"}:
        yield Line("address", True, f"{settings.host}: reachable from other machines; put TLS in front")
