"""Standard Webhooks: what is genuine passes, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.channels.webhooks import FRESH, key_of, sign, verify
from assistant.errors import AccessError, SettingError

KEY = b"0123456789abcdef0123456789abcdef"
NOW = 1_795_000_000


def headers(body: bytes, id_: str = "msg_1", at: int = NOW) -> tuple[list[str], list[str], list[str]]:
    return [id_], [str(at)], [sign(KEY, id_, at, body)]


def test_the_example_of_the_standard_is_genuine() -> None:
    # The values of the reference implementations' own test.
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}') == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@given(st.binary(max_size=200), st.integers(-FRESH, FRESH))
def test_every_genuine_and_fresh_delivery_is_accepted(body: bytes, off: int) -> None:
    assert verify(KEY, *headers(body, at=NOW + off), body, NOW) == "msg_1"


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_flipped_bit_anywhere_is_refused(body: bytes, data: st.DataObject) -> None:
    ids, times, signatures = headers(body)
    fields = [body, ids[0].encode(), times[0].encode(), signatures[0].encode()]
    which = data.draw(st.integers(0, 3))
    place = data.draw(st.integers(0, len(fields[which]) * 8 - 1))
    changed = bytearray(fields[which])
    changed[place // 8] ^= 1 << place % 8
    fields[which] = bytes(changed)
    text = [field.decode("latin-1") for field in fields[1:]]
    with pytest.raises(AccessError):
        verify(KEY, [text[0]], [text[1]], [text[2]], fields[0], NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"])
def test_a_secret_that_is_none_is_an_error_of_the_setting(secret: str) -> None:
    with pytest.raises(SettingError, match="ASSISTANT_WEBHOOK_SECRET"):
        key_of(secret)
