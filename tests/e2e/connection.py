"""A connection that asks fast: HTTP/1.1 over asyncio's streams, for tests with many people at once. `requests` needs
about 1 ms of processor time a request, this 0.1 ms, so that on two cores the server is the one being tested."""

import asyncio
import json
import urllib.parse


class Connection:
    """One kept-alive connection to `url`; `headers` go with every request. One request at a time."""

    def __init__(self, url, headers=None):
        parts = urllib.parse.urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._head = f"Host: {parts.netloc}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in (headers or {}).items())

    async def __aenter__(self):
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_):
        self._writer.close()

    async def ask(self, method, path, body=None):
        """(status, bytes of the answer)"""
        head = f"{method} {path} HTTP/1.1\r\n{self._head}"
        sent = b""
        if body is not None:
            sent = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
            head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n"
        self._writer.write(head.encode() + b"\r\n" + sent)
        answer = await self._reader.readuntil(b"\r\n\r\n")
        status = int(answer[9:12])
        length, chunked = None, False
        for line in answer.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"transfer-encoding":
                chunked = value.strip().lower() == b"chunked"
        if status in (204, 304):
            return status, b""
        if length is not None:
            return status, await self._reader.readexactly(length)
        if not chunked:
            return status, await self._reader.read()  # to the end of the connection
        pieces = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            pieces.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readexactly(2)
        return status, b"".join(pieces)


async def ask_all(url, headers, paths, connections=16):
    """GETs every path over a few connections. A list of (status, bytes) in the order of `paths`."""
    answers = [None] * len(paths)
    waiting = iter(range(len(paths)))

    async def work():
        async with Connection(url, headers) as connection:
            for i in waiting:
                answers[i] = await connection.ask("GET", paths[i])

    await asyncio.gather(*(work() for _ in range(connections)))
    return answers
