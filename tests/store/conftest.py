"""The fixtures of this room: an empty store on each database, and a clock that tests move."""

from tests.store.stores import clock, store, url

__all__ = ["clock", "store", "url"]
