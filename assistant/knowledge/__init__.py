"""What the brand knows and how it speaks: reading, checking and publishing the editors' folder."""

from assistant.knowledge.brand import Brand, ChannelProfile, Playbook, ServiceLevel, Step
from assistant.knowledge.documents import Problem
from assistant.knowledge.entries import ApprovedText, Entry
from assistant.knowledge.phrases import Phrase, Phrases, Products, Told
from assistant.knowledge.reading import Knowledge, fingerprint, read, survey
from assistant.knowledge.tone import Guideline, Rule

__all__ = [
    "ApprovedText",
    "Brand",
    "ChannelProfile",
    "Entry",
    "Guideline",
    "Knowledge",
    "Phrase",
    "Phrases",
    "Playbook",
    "Problem",
    "Products",
    "Rule",
    "ServiceLevel",
    "Step",
    "Told",
    "fingerprint",
    "read",
    "survey",
]
