"""Language models behind one small protocol; every provider is reached through LangChain."""

from assistant.llm.chat import ChatMessage, ChatModel, Completion
from assistant.llm.scripted import ScriptedModel

__all__ = ["ChatMessage", "ChatModel", "Completion", "ScriptedModel"]
