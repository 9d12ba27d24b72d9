"""Every deliberate failure of the product; the class says who must act.

AssistantError
├── InputError          whoever sent the input: a line of a file, a request body
├── KnowledgeError      the editor: something in knowledge/ or prompts/
│   └── PromptError     the author of a prompt file
├── SettingError        the operator: a setting, a missing package, a port in use
├── ModelError          the model's provider; .code says how it failed
├── ConflictError       two people or workers met: look again and repeat
├── AccessError         the person: not signed in, or the role may not
└── ChannelError        the channel a reply goes to
    ├── RefusedError        certainly not sent: may be tried again
    └── UncertainError      nobody knows whether it was sent: never resent by itself
"""

from __future__ import annotations

from collections.abc import Mapping


class AssistantError(Exception):
    """The root: catch it to catch every failure this product raises on purpose.

    The message is for operators. ``code`` and ``values`` name the same failure for ``wording``, where a person
    at the desk reads it in their own language; ``code`` is empty where only operators ever see the failure.
    """

    def __init__(self, message: str = "", *, code: str = "", values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.values = dict(values or {})


class InputError(AssistantError):
    """Input that cannot be taken: says what is wrong and, for a file, in which line."""


class KnowledgeError(AssistantError):
    """The brand's folder cannot be used; the message lists ``file:line: what; what to do``."""


class PromptError(KnowledgeError):
    """A prompt file cannot be rendered; the message names file and line."""


class SettingError(AssistantError):
    """The installation is not set up for this; says which setting and what to do."""


class ModelError(AssistantError):
    """A language model gave no usable answer.

    ``code`` is stable and has words in ``wording`` (``timeout``, ``rate_limited``, ``cut_off``, ``refused``, ...);
    ``retriable`` says whether asking again may help.
    """

    def __init__(self, message: str, *, code: str, retriable: bool = False, retry_after: float | None = None) -> None:
        super().__init__(message, code=code)
        self.retriable = retriable
        self.retry_after = retry_after


class ConflictError(AssistantError):
    """Somebody else changed the same thing first; nothing was overwritten."""


class AccessError(AssistantError):
    """Not signed in, or not allowed to do this."""


class ChannelError(AssistantError):
    """A reply could not be handed to its channel."""


class RefusedError(ChannelError):
    """The channel certainly did not take the reply; trying again is safe."""


class UncertainError(ChannelError):
    """The connection broke where nobody can know whether the reply went out."""
