"""Where conversations and their messages stand."""


def conversation_link(conversation_id: int, act: str = "") -> str:
    """The address of a conversation; with an act, where that is done."""
    return f"/conversations/{conversation_id}" + (f"/{act}" if act else "")


def message_link(message_id: int, act: str = "") -> str:
    """The address of a message, which leads to its place; with an act, where that is done."""
    return f"/conversations/messages/{message_id}" + (f"/{act}" if act else "")


def message_place(conversation_id: int, number: int) -> str:
    """Where a message stands in its conversation."""
    return f"/conversations/{conversation_id}?at={number}#message-{number}"
