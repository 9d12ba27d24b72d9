"""Prompt files into messages: front matter, a strict sandbox, and a fence around untrusted text."""

from assistant.prompting.fencing import fence, shortened, token
from assistant.prompting.files import Prompt, read_prompt

__all__ = ["Prompt", "fence", "read_prompt", "shortened", "token"]
