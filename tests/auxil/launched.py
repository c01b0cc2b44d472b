"""What Telegram puts behind the # of a Mini App's address, made by the rules it documents, with a token of ours."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import quote, urlencode

TOKEN = "4242:a-token-of-this-test-and-of-nobody-else"


def signed(account: int, when: int, token: str = TOKEN, **more: str) -> str:
    """The init data of an account that opened a Mini App at a moment, with or instead of its own fields `more`."""
    user = {"id": account, "first_name": "Zz \u0107 & co", "username": "zz_somebody", "language_code": "en"}
    told = json.dumps(user, separators=(",", ":"), ensure_ascii=False)
    own = {"query_id": "AAHdF6IQ", "user": told, "auth_date": str(when), "signature": "x-_Ed25519"}
    return sealed({**own, **more}, token)


def sealed(fields: Mapping[str, str], token: str = TOKEN) -> str:
    """Any fields, with the seal that Telegram would put on them."""
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    seal = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    return urlencode({**fields, "hash": seal}, quote_via=quote)


def address(opens: str, data: str) -> str:
    """The address that a client of Telegram opens."""
    return f"{opens}#tgWebAppData={quote(data, safe='')}&tgWebAppVersion=9.1&tgWebAppPlatform=weba"
