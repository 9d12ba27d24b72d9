"""What went wrong at a provider, as one of our codes with the answer to "may we ask again?"."""

from __future__ import annotations

import email.utils
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from assistant.errors import ModelError

# Codes of a 400 that mean "this endpoint cannot do this form of answer".
FORM_WORDS = (
    "response_format",
    "json_schema",
    "tool_choice",
    "tools",
    "json_object",
    "guided",
    "grammar",
    "structured",
)


def model_error(error: Exception) -> ModelError:
    """The ``ModelError`` for whatever a provider's client raised."""
    import httpx2
    import openai

    from assistant.llm.bounded import EndlessAnswerError, NotStreamedError

    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    if isinstance(cause, NotStreamedError):
        return ModelError("the endpoint answers whole, not in pieces", code="not_streamed", retriable=True)
    if isinstance(cause, EndlessAnswerError):
        return ModelError("the answer never ends", code="too_long")
    if isinstance(error, openai.APIStatusError):
        return _by_status(error)
    if isinstance(error, openai.APITimeoutError | httpx2.TimeoutException | TimeoutError):
        return ModelError("the provider did not answer in time", code="timeout", retriable=True)
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError | ConnectionError):
        return ModelError("the provider cannot be reached", code="unreachable", retriable=True)
    if isinstance(error, openai.LengthFinishReasonError):
        return ModelError("the answer was cut at the token limit", code="cut_off", retriable=True)
    if isinstance(error, openai.ContentFilterFinishReasonError):
        return ModelError("the provider's filter stopped the answer", code="content_filter")
    if isinstance(error, openai.OpenAIError) and "api_key" in str(error):
        return ModelError("no key: set OPENAI_API_KEY (any text for a local endpoint)", code="no_access")
    if isinstance(error, openai.APIError):
        return _by_body(error.message, error.body)
    if isinstance(error, json.JSONDecodeError) or "No generation chunks" in str(error):
        return ModelError("the provider's answer broke off", code="cut_off", retriable=True)
    return ModelError(
        f"the provider's answer made no sense ({type(error).__name__})", code="bad_answer", retriable=True
    )


def _by_status(error: object) -> ModelError:
    import openai

    assert isinstance(error, openai.APIStatusError)
    status, text = error.status_code, f"{error.message} {error.body}"
    if status == 429:
        if "insufficient_quota" in text or "billing" in text:
            return ModelError("the provider's credit is used up", code="no_credit")
        return ModelError(
            "the provider asks to wait",
            code="rate_limited",
            retriable=True,
            retry_after=retry_after(error.response.headers),
        )
    if status in {401, 403}:
        return ModelError(f"the provider refused the key ({status})", code="no_access")
    if status == 404:
        return ModelError("the provider does not know this model or address (404)", code="not_found")
    if status == 400 and "context_length" in text:
        return ModelError("the prompt is longer than the model reads", code="prompt_too_long")
    if status in {400, 422} and "stream_options" in text:
        return ModelError("the endpoint does not count tokens while it streams", code="not_counted", retriable=True)
    if status in {400, 422} and re.search(r"\bstream(ing|ed)?\b", text):
        return ModelError("the endpoint answers whole, not in pieces", code="not_streamed", retriable=True)
    if status in {400, 422} and any(word in text for word in FORM_WORDS):
        return ModelError("the endpoint cannot answer in this form", code="form_refused", retriable=True)
    if status >= 500:
        return ModelError(
            f"the provider failed ({status})",
            code="server_error",
            retriable=True,
            retry_after=retry_after(error.response.headers),
        )
    return ModelError(f"the provider refused the request ({status})", code="refused_request")


def _by_body(message: str, body: object) -> ModelError:
    if "insufficient_quota" in f"{message} {body}":
        return ModelError("the provider's credit is used up", code="no_credit")
    return ModelError("the provider broke off with an error", code="server_error", retriable=True)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a provider asks to wait: ``retry-after-ms``, or ``retry-after`` in seconds or as a date."""
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        if milliseconds:
            return max(0.0, float(milliseconds) / 1000)
        if seconds:
            return max(0.0, float(seconds))
    except ValueError:
        moment = email.utils.parsedate_to_datetime(seconds) if seconds and "," in seconds else None
        return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None
    return None
