"""The fixtures of this room: the address of an empty store on each database."""

from tests.store.stores import url

__all__ = ["url"]
