"""The fixtures of this room: the address of an empty store on each database."""

from tests.store.stores import clock, store, url

__all__ = ["clock", "store", "url"]
