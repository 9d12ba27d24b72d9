"""`python -m tests.unheld`: of the questions the brand holds nothing on, how many the composer answers from an entry."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from assistant import bootstrap
from assistant.domain import Market, SentenceKind
from assistant.drafting.composer import compose
from assistant.settings import Settings
from assistant.workflow.message import read_message

ROOT = Path(__file__).parent.parent
MARKETS = {"tr": Market.TR, "el": Market.GR, "en": Market.TR}


def main() -> None:
    """Print each question that is answered with the entries it is answered from, then the count."""
    with tempfile.TemporaryDirectory() as data:
        product = bootstrap.product(Settings(model="composer", workspace=ROOT, data=Path(data)))
        proposer, answered = product.proposer(), 0
        lines = (ROOT / "evals/retrieval/uncovered.jsonl").read_text(encoding="utf-8").splitlines()
        for line in lines:
            one = json.loads(line)
            message = {"id": one["id"], "channel": "email", "market": MARKETS[one["language"]], "text": one["text"]}
            case, _ = proposer.understand(read_message(message, product.knowledge.channels, product.clock()))
            stated = [s for s in compose(case).sentences if s.kind is SentenceKind.SOURCE]
            entries = sorted({source for s in stated for source in s.sources if source.startswith("faq/")})
            if entries:
                answered += 1
                print(json.dumps({"id": one["id"], "text": one["text"], "answered_from": entries}, ensure_ascii=False))
    print(json.dumps({"questions": len(lines), "answered": answered}))


if __name__ == "__main__":
    main()
