"""Prepared buckets: pages of ListObjectsV2 and objects as files, served by nginx without delay."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

PAGE = 1000  # keys, as S3 gives
MODIFIED = 1_767_225_600  # 2026-01-01T00:00:00Z, of every object

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{bucket}</Name>'
    "<Prefix></Prefix>{token}<KeyCount>{count}</KeyCount><MaxKeys>1000</MaxKeys>"
    "<EncodingType>url</EncodingType><IsTruncated>{more}</IsTruncated>"
)
ENTRY = (
    "<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
    "<ETag>&quot;{etag}&quot;</ETag><Size>{size}</Size>"
    "<StorageClass>STANDARD</StorageClass></Contents>"
)

# The page that a listing asks for stands in its continuation token.
NGINX = """
daemon off;
master_process off;
pid {root}/nginx.pid;
error_log {root}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  client_body_temp_path {root}/body;
  proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/fastcgi;
  uwsgi_temp_path {root}/uwsgi;
  scgi_temp_path {root}/scgi;
  default_type application/octet-stream;
  map $args $page {{
    default p00000;
    ~(?:^|&)continuation-token=(?<token>p[0-9]+)(?:&|$) $token;
  }}
  server {{
    listen 127.0.0.1:{port};
    root {root};
    location ~ ^/(?<bucket>[a-z]+)/?$ {{
      default_type application/xml;
      try_files /$bucket.pages/$page.xml =404;
    }}
  }}
}}
"""


@dataclass
class Bucket:
    name: str
    count: int
    keys: list[str]


def _write_pages(root: Path, bucket: str, entries) -> int:
    """Writes `entries`, (key, etag, size) in ascending order of keys, as pages; returns how many."""
    folder = root / f"{bucket}.pages"
    folder.mkdir()
    page, total = 0, 0
    batch: list[str] = []
    entries = iter(entries)
    entry = next(entries, None)
    while entry is not None:
        key, etag, size = entry
        batch.append(ENTRY.format(key=key, etag=etag, size=size))
        total += 1
        entry = next(entries, None)
        if len(batch) == PAGE or entry is None:
            more = entry is not None
            token = f"<NextContinuationToken>p{page + 1:05d}</NextContinuationToken>" if more else ""
            head = HEAD.format(
                bucket=bucket, token=token, count=len(batch), more="true" if more else "false"
            )
            (folder / f"p{page:05d}.xml").write_text(head + "".join(batch) + "</ListBucketResult>")
            batch.clear()
            page += 1
    return total


def prepare_pictures(root: Path, count: int) -> Bucket:
    """A bucket that only lists: keys, sizes and ETags as a collection of photographs has them."""
    chance = random.Random(1)

    def entries():
        for i in range(count):
            key = f"photos/2026/{i // 10_000:04d}/{i:08d}-{chance.getrandbits(32):08x}.jpg"
            yield key, f"{chance.getrandbits(128):032x}", chance.randrange(50_000, 5_000_000)

    return Bucket("pictures", _write_pages(root, "pictures", entries()), [])


def task_bodies(count: int) -> dict[str, str]:
    """Small JSON objects, one task each, by key."""
    chance = random.Random(2)
    words = "the river turns a wheel that grinds corn for every house in the valley".split()
    bodies = {}
    for i in range(count):
        text = " ".join(chance.choice(words) for _ in range(chance.randrange(10, 40)))
        body = {"data": {"text": text, "number": i, "source": f"crawl-{i % 7}"}}
        bodies[f"tasks/{i // 1000:04d}/{i:08d}.json"] = json.dumps(body)
    return bodies


def prepare_tasks(root: Path, count: int) -> Bucket:
    """A bucket of small JSON objects, one task each."""
    import os

    keys, entries = [], []
    for key, body in task_bodies(count).items():
        path = root / "tasks" / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
        os.utime(path, (MODIFIED, MODIFIED))
        keys.append(key)
        # nginx's ETag: time and size, which If-Match compares with.
        entries.append((key, f"{MODIFIED:x}-{len(body):x}", len(body)))
    return Bucket("tasks", _write_pages(root, "tasks", entries), keys)
