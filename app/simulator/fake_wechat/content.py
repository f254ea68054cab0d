"""The content check's judgement, by word lists that tests and the simulator may change (文本内容安全识别 v2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.simulator.fake_wechat.payloads import MediaVerdict

PASS_LABEL, POLITICS, PORN, ABUSE, CRIME, FRAUD, OTHER = 100, 20001, 20002, 20003, 20006, 20008, 21000
RISKY = {
    "赌博网站": CRIME,
    "代开发票": CRIME,
    "出售枪支": CRIME,
    "刷单返利": FRAUD,
    "裸聊": PORN,
    "杀你全家": ABUSE,
}
REVIEW = {"上访": POLITICS, "游行": POLITICS, "黑心": ABUSE, "傻子": ABUSE}


@dataclass
class ContentRules:
    """Words and labels; `media` maps a part of a media URL to the verdict its check will bring."""

    risky: dict[str, int] = field(default_factory=lambda: dict(RISKY))
    review: dict[str, int] = field(default_factory=lambda: dict(REVIEW))
    media: dict[str, MediaVerdict] = field(default_factory=dict)

    def judge(self, text: str) -> dict[str, Any]:
        """`result` and `detail` of a check; the worst word found decides."""
        found = next(self._hits(text), ("pass", PASS_LABEL, ""))
        suggest, label, word = found
        model = {"strategy": "content_model", "errcode": 0, "suggest": suggest, "label": label, "prob": 90}
        keyword = {"strategy": "keyword", "errcode": 0, "suggest": suggest, "label": label, "keyword": word}
        return {
            "result": {"suggest": suggest, "label": label},
            "detail": [model, keyword] if word else [model],
        }

    def is_risky(self, text: str) -> bool:
        return any(word in text for word in self.risky)

    def judge_media(self, url: str) -> MediaVerdict:
        if not url.startswith(("http://", "https://")):
            return MediaVerdict("pass", PASS_LABEL, errcode=-1008)
        chosen = (verdict for part, verdict in self.media.items() if part in url)
        return next(chosen, MediaVerdict("pass", PASS_LABEL))

    def _hits(self, text: str) -> Iterator[tuple[str, int, str]]:
        for suggest, words in (("risky", self.risky), ("review", self.review)):
            for word, label in words.items():
                if word in text:
                    yield suggest, label, word
