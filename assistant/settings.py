"""Every setting of the product: name, type, default and one sentence; read from ``ASSISTANT_*`` variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.domain import Language
from assistant.errors import SettingError

PREFIX = "ASSISTANT_"
THIS_MACHINE = ("127.0.0.1", "::1")
DEFAULT_MODEL = "openai:gpt-5-mini"


class Settings(BaseSettings):
    """The settings; each is the variable ``ASSISTANT_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    model: str | None = Field(
        None,
        description="who drafts: composer, or provider:model; unset: composer, or openai:gpt-5-mini when "
        "OPENAI_API_KEY or OPENAI_BASE_URL is set",
    )
    embeddings: str | None = Field(None, description="provider:model for dense vectors; unset: built-in, no download")
    workspace: Path | None = Field(
        None,
        description="folder with knowledge/, prompts/ and evals/; unset: the current folder, else the bundled sample",
    )
    data: Path = Field(
        default_factory=lambda: user_data_path("assistant", appauthor=False),
        description="folder for the database, indexes and sent.jsonl",
    )
    database: str | None = Field(None, description="SQLAlchemy URL; unset: a SQLite file in the data folder")
    upgrade: bool = Field(
        True, description="bring an older database up to date when it is opened, saying so; false: refuse to open it"
    )
    host: str = Field("127.0.0.1", description="address the desk listens on; loopback unless told")
    port: int = Field(7860, ge=0, le=65535, description="port of the desk and the HTTP API")
    trusted_proxies: str | None = Field(
        None,
        description="addresses or networks of proxies, with commas between, whose X-Forwarded-For and "
        "X-Forwarded-Proto count; unset: those on this machine",
    )
    secret: str | None = Field(
        None,
        description="key for vaults and sessions; unset: made once and kept in the data folder, readable by you only",
    )
    undo_seconds: int = Field(15, ge=0, description="how long an approved reply can be taken back before it is sent")
    model_timeout: float = Field(60.0, gt=0, description="seconds one model call may take")
    model_repairs: int = Field(2, ge=0, le=2, description="how often a draft with findings is given back to the model")
    model_triage: bool = Field(
        False,
        description="the model also reads each complaint, after the rules and in a call more; no risk is lowered",
    )
    model_calls: int = Field(4, ge=1, le=256, description="drafts that all workers together ask of models at a time")
    model_prices: str | None = Field(
        None,
        description="US dollars per million tokens as INPUT,CACHED,OUTPUT (0.25,0.025,2); unset: cost is shown as 0",
    )
    model_budget: float | None = Field(
        None, ge=0, description="US dollars models may cost a day (UTC); then the composer drafts; needs model_prices"
    )
    webhook_secret: str | None = Field(
        None, description="Standard Webhooks secret (whsec_…) for POST /api/v1/complaints; unset: tokens only"
    )
    steps_url: str | None = Field(
        None, description="https address that confirmed steps are handed to, signed; unset: they stay as tasks"
    )
    steps_secret: str | None = Field(
        None, description="Standard Webhooks secret (whsec_…) steps are signed with; needed with steps_url"
    )
    smtp: str | None = Field(
        None,
        description="smtp://USER:PASSWORD@HOST:587 or smtps://…:465 that takes replies to e-mails; unset: sent.jsonl",
    )
    mail_from: str | None = Field(None, description="address that replies by e-mail come from; needed with smtp")
    imap: str | None = Field(
        None,
        description="imaps://USER:PASSWORD@HOST/FOLDER complaints by e-mail are fetched from; unset: none are fetched",
    )
    alert_to: str | None = Field(
        None, description="address a lead is written to when deadlines pass or come near; needs smtp; unset: nobody is"
    )
    alert_language: Language = Field(Language.EN, description="language of what is written to alert_to: en, tr or el")
    retention_days: int = Field(180, ge=1, description="days a finished case is kept; then it is erased")
    audit_days: int = Field(730, ge=1, description="days a line of the audit log is kept")
    second_approval: bool = Field(
        False, description="flagged cases, and promises beyond an agent's authority, need a second person's approval"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, given: str | None) -> str | None:
        for part in (given or "").split(","):
            try:
                if part.strip():
                    ip_network(part.strip())
            except ValueError as error:
                # Not "*" either: anybody could then claim any address.
                raise ValueError(
                    f"{part.strip()!r} is no address or network such as 10.0.0.2 or 10.0.0.0/24"
                ) from error
        return given

    @field_validator("model_prices")
    @classmethod
    def _three_prices(cls, given: str | None) -> str | None:
        parts = [] if given is None else given.split(",")
        if given is not None and (len(parts) != 3 or not all(_is_price(part) for part in parts)):
            raise ValueError("three numbers with commas between them are needed")
        return given

    @property
    def proxies(self) -> tuple[str, ...]:
        """Whose word on where a request comes from counts."""
        named = tuple(part.strip() for part in (self.trusted_proxies or "").split(",") if part.strip())
        return named or THIS_MACHINE

    @property
    def proxied_here(self) -> bool:
        """Whether a proxy on this machine was named, so that what comes from here may come from anywhere."""
        named = [ip_network(one) for one in self.proxies] if (self.trusted_proxies or "").strip() else []
        return any(ip_address(here) in network for here in THIS_MACHINE for network in named)

    @property
    def prices(self) -> tuple[float, float, float]:
        """US dollars per million input, cached and output tokens; zero where no prices are set."""
        if self.model_prices is None:
            return 0.0, 0.0, 0.0
        input_, cached, output = (float(part) for part in self.model_prices.split(","))
        return input_, cached, output

    def chosen_model(self, environment: Mapping[str, str] | None = None) -> str:
        """The model to draft with: the setting, else by what the environment offers."""
        env = os.environ if environment is None else environment
        if self.model:
            return self.model
        return DEFAULT_MODEL if env.get("OPENAI_API_KEY") or env.get("OPENAI_BASE_URL") else "composer"

    @property
    def database_url(self) -> str:
        """The database, with the default filled in."""
        return self.database or f"sqlite:///{self.data / 'assistant.sqlite3'}"


def _is_price(part: str) -> bool:
    try:
        return 0 <= float(part) < 1e6
    except ValueError:
        return False


def load(**overrides: object) -> Settings:
    """Read the settings; raises ``SettingError`` naming the variable, also for an ``ASSISTANT_`` name nobody knows."""
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingError(f"{unknown[0]} is no setting; known are {', '.join(sorted(known))}")
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        name = PREFIX + str(fault["loc"][0]).upper()
        raise SettingError(
            f"{name}: {fault['msg'].lower()}; it is {Settings.model_fields[str(fault['loc'][0])].description}"
        ) from error


def table() -> list[tuple[str, str, str]]:
    """Rows of (variable, default, sentence) for the README and ``assistant settings``."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default_factory is not None or field.default is None else str(field.default)
        rows.append((PREFIX + name.upper(), default or "-", field.description or ""))
    return rows
