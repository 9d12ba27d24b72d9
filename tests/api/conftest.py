"""The fixtures of this room: one desk for all of its tests, and an empty store with its clock where no desk is needed."""

from tests.store.stores import clock, store
from tests.web.desks import desk

__all__ = ["clock", "desk", "store"]
