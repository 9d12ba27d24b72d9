"""The fixtures of journeys: one desk and one browser for all of them."""

from tests.web.browsers import chromium, person
from tests.web.desks import desk

__all__ = ["chromium", "desk", "person"]
