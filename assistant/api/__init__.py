"""HTTP: the desk's door, complaints coming in, decisions, health and metrics, on one port."""

from assistant.api.application import create_app
from assistant.api.serving import run

__all__ = ["create_app", "run"]
