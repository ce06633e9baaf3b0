"""An SMTP server in a process of its own that takes everything and keeps nothing."""

import asyncio
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """What it does with a message: nothing."""

    async def handle_DATA(self, *_about: Any) -> str:
        """Take it."""
        return "250 2.0.0 taken"


async def serve(port: int) -> None:
    """Listen until the process ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), loop=loop), "127.0.0.1", port)
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
