"""The fixtures of this room: an empty store with its clock where no desk is needed."""

from tests.store.stores import clock, store

__all__ = ["clock", "store"]
