"""Idempotency keys: one key, one piece of work, one answer."""

import threading
from dataclasses import dataclass, field

from tests.stripe_double.errors import StripeError

Answer = tuple[int, bytes]


@dataclass
class Keys:
    """Answers by key; a key whose work is still going on has None."""

    asked: dict[str, tuple[str, str]] = field(default_factory=dict)
    answers: dict[str, Answer | None] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, key: str, path: str, body: str) -> Answer | None:
        """The first answer when there is one; otherwise the key is taken until `finish` or
        `forget`.
        """
        with self.lock:
            if key not in self.asked:
                self.asked[key], self.answers[key] = (path, body), None
                return None
            self.refuse_another(key, path, body)
            answer = self.answers[key]
        if answer is None:
            raise StripeError(
                "There is currently another in-progress request using this Stripe Idempotency Key"
                f" ({key}).",
                code="idempotency_key_in_use",
                status=409,
                kind="idempotency_error",
            )
        return answer

    def refuse_another(self, key: str, path: str, body: str) -> None:
        if self.asked[key] == (path, body):
            return
        what = (
            "endpoint they were first used for"
            if self.asked[key][0] != path
            else "parameters they were first used with"
        )
        words = f"Keys for idempotent requests can only be used with the same {what}."
        raise StripeError(f"{words} Try another key than '{key}'.", kind="idempotency_error")

    def finish(self, key: str, answer: Answer) -> None:
        self.answers[key] = answer

    def forget(self, key: str) -> None:
        """The work never began (the parameters were wrong): the key may be used again."""
        with self.lock:
            self.asked.pop(key, None)
            self.answers.pop(key, None)
