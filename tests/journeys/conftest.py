"""The fixtures of journeys: one browser for all of them."""

from tests.web.browsers import chromium, people, person

__all__ = ["chromium", "people", "person"]
