"""What people send besides text, with the fields of the Bot API and invented contents."""

from typing import Any

Json = dict[str, Any]


def _file(kind: str, size: int) -> Json:
    return {"file_id": f"fake-{kind}", "file_unique_id": f"unique-{kind}", "file_size": size}


def voice() -> Json:
    return {"voice": {"duration": 3, "mime_type": "audio/ogg", **_file("voice", 9_312)}}


def photo(caption: str | None) -> Json:
    sizes = [
        {**_file("photo-small", 1_204), "width": 90, "height": 67},
        {**_file("photo-large", 84_511), "width": 1280, "height": 960},
    ]
    return {"photo": sizes, "caption": caption} if caption else {"photo": sizes}


def sticker() -> Json:
    shape = {"width": 512, "height": 512, "emoji": "🙂", "type": "regular"}
    moves = {"is_animated": False, "is_video": False}
    return {"sticker": {**shape, **moves, **_file("sticker", 20_480)}}


def contact(phone: str) -> Json:
    return {"contact": {"phone_number": phone, "first_name": "Somebody"}}


def document() -> Json:
    about = {"file_name": "notes.pdf", "mime_type": "application/pdf"}
    return {"document": {**about, **_file("document", 48_002)}}


def poll() -> Json:
    options = [
        {"persistent_id": str(at), "text": text, "voter_count": 0} for at, text in enumerate(("Yes", "No"))
    ]
    claims = {
        "is_closed": False,
        "is_anonymous": True,
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    head = {"id": "5000000000000000001", "question": "Shall we?", "options": options}
    return {"poll": {**head, "total_voter_count": 0, "type": "regular", **claims}}


def forwarded(date: int) -> Json:
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": date}
    return {"forward_origin": origin}
