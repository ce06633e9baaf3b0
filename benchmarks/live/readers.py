"""So many open pages in a process of their own: `readers PORT COUNT ROOM`.

Says "ready" once all watch the room, and then a line for each announcement that reached all of
them: the moment of the last, by the clock that all processes of a machine share. Ends with its
input.
"""

import asyncio
import json
import sys
import time
from collections import Counter

from websockets.asyncio.client import ClientConnection, connect

AT_ONCE = 20  # that open at one moment


class Readers:
    """The pages of this process, and how many of them heard of what."""

    def __init__(self, port: int, count: int, room: str) -> None:
        self.address = f"ws://127.0.0.1:{port}/socket.io/?EIO=4&transport=websocket"
        self.count, self.room = count, room
        self.heard: Counter[str] = Counter()
        self.turn = asyncio.Semaphore(AT_ONCE)
        self.pages: list[ClientConnection] = []

    async def run(self) -> None:
        """Open all, listen, and close when told."""
        await asyncio.gather(*(self.open() for _ in range(self.count)))
        print("ready", flush=True)
        listening = [asyncio.create_task(self.listen(page)) for page in self.pages]
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        for one in listening:
            one.cancel()

    async def open(self) -> None:
        """One page that watches the room."""
        async with self.turn:
            page = await connect(self.address, ping_interval=None, compression=None)
            await page.recv()
            await page.send("40")
            await page.recv()
            await page.send(f'420["watch",{json.dumps({"room": self.room})}]')
            if await page.recv() != "430[true]":
                raise SystemExit("a page may not watch")
            self.pages.append(page)

    async def listen(self, page: ClientConnection) -> None:
        """Answer the server's pings, and count what is announced."""
        async for said in page:
            if said == "2":
                await page.send("3")
                continue
            self.heard[str(said)] += 1
            if self.heard[str(said)] == self.count:
                print(time.monotonic(), flush=True)


if __name__ == "__main__":
    asyncio.run(Readers(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]).run())
