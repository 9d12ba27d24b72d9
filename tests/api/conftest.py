"""The fixtures of this room: one desk for all of its tests."""

from tests.web.desks import desk

__all__ = ["desk"]
