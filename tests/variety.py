"""`python -m tests.variety`: how many of fifty drafts on one topic differ, a language; messages are triage's examples.

Two figures: drafts whose words differ at all from every other's, and drafts that resemble none (`near_duplicate` of
`evals/gate.yaml`, as `assistant eval run` counts them). Greeting and sign-off are left out of both.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import datetime
from pathlib import Path

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import cdist

from assistant import bootstrap
from assistant.domain import Category, Language
from assistant.drafting.composer import compose
from assistant.evaluation.gate import read_gate
from assistant.settings import Settings
from assistant.triage.examples import read_examples
from assistant.workflow.message import read_message
from assistant.workflow.propose import Proposer

ROOT = Path(__file__).parent.parent
NOW = datetime.fromisoformat("2026-11-20T10:00:00+03:00")


def main() -> None:
    """Print a line a language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topic", default=str(Category.DELIVERY_LATE))
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--channel", default="email")
    wanted = parser.parse_args()
    alike = read_gate(ROOT / "evals").near_duplicate
    with tempfile.TemporaryDirectory() as data:
        product = bootstrap.product(Settings(model="composer", workspace=ROOT, data=Path(data)), clock=lambda: NOW)
        for language in Language:
            texts = _drafts(product.proposer(), language, Category(wanted.topic), wanted.count, wanted.channel)
            print(
                json.dumps({"language": language, "topic": wanted.topic, "count": len(texts), **_figures(texts, alike)})
            )


def _drafts(proposer: Proposer, language: Language, topic: Category, count: int, channel: str) -> list[str]:
    """What the composer says to the first messages of a topic that it takes for that topic."""
    texts: list[str] = []
    examples = (e for e in read_examples() if e.language is language and e.categories[:1] == (topic,))
    for number, example in enumerate(examples):
        row = {"id": f"{language}-{number}", "channel": channel, "text": example.text}
        case = proposer.understand(read_message(row, proposer.knowledge.channels, NOW))[0]
        said = [sentence.text for sentence in compose(case).sentences][1:-1]
        if said and case.triage.category is topic:
            texts.append(" ".join(said))
        if len(texts) == count:
            break
    return texts


def _figures(texts: list[str], alike: float) -> dict[str, float]:
    near = cdist(texts, texts, scorer=ratio)
    lonely = sum(sum(value >= 100 * alike for value in row) == 1 for row in near)
    return {"distinct": round(len(set(texts)) / len(texts), 2), "resembling_none": round(lonely / len(texts), 2)}


if __name__ == "__main__":
    main()
