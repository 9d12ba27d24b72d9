"""Personal data: found, replaced by placeholders before anything leaves, and put back on this machine only."""

from assistant.privacy.kinds import HARD, Kind, Span
from assistant.privacy.masking import MaskingError, looks_masked, mask, spans
from assistant.privacy.report import Report, evaluate
from assistant.privacy.sealing import open_sealed, seal
from assistant.privacy.vault import Vault

__all__ = [
    "HARD",
    "Kind",
    "MaskingError",
    "Report",
    "Span",
    "Vault",
    "evaluate",
    "looks_masked",
    "mask",
    "open_sealed",
    "seal",
    "spans",
]
