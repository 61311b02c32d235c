"""A small S3 server in this process that answers some requests with S3's documented errors, for what no
emulator shows: expired tokens, clocks that are off, other regions, rights per operation.

Documents: "Error responses" of the Amazon S3 API Reference. Answers to HEAD have headers only.
"""

import email.utils
import hashlib
import http.server
import re
import threading
import time
import urllib.parse
import xml.sax.saxutils


def error(status, code, message, headers=None, **elements):
    """An answer for ScriptedS3.refuse. `elements` stand in the document behind code and message."""
    parts = {"Code": code, "Message": message, **elements, "RequestId": "4442587FB7D0A2F9", "HostId": "aBcD"}
    body = "".join(f"<{k}>{xml.sax.saxutils.escape(v)}</{k}>" for k, v in parts.items())
    return status, (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{body}</Error>'), headers or {}


def denied():
    return error(403, "AccessDenied", "Access Denied")


def http_date(seconds_ahead=0):
    return email.utils.formatdate(time.time() + seconds_ahead, usegmt=True)


def scope_region(authorization):
    """The region that a request was signed for."""
    found = re.search(r"Credential=[^/]+/\d{8}/([^/]+)/s3/aws4_request", authorization or "")
    return found.group(1) if found else ""


def other_regions(region):
    """Refuses what was signed for another region, as S3 does: it names its own."""
    def refuse(operation, bucket, key, handler):
        given = scope_region(handler.headers.get("Authorization"))
        if given in ("", region):
            return None
        return error(400, "AuthorizationHeaderMalformed",
                     f"The authorization header is malformed; the region '{given}' is wrong; expecting "
                     f"'{region}'", headers={"x-amz-bucket-region": region}, Region=region)

    return refuse


class ScriptedS3:
    """Bucket -> {key: bytes}. `refuse(operation, bucket, key, handler)` gives an error() or None; operations
    are "head bucket", "list", "get", "head" and "put". `requests` holds (operation, key) of all, in their order;
    `page_size` is the length of a listing's pages."""

    def __init__(self, buckets=("cats",)):
        self.buckets = {name: {} for name in buckets}
        self.refuse = lambda operation, bucket, key, handler: None
        self.requests = []
        self.page_size = 1000
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self):
                owner._answer(self)

            do_GET = do_PUT = do_HEAD

            def log_message(self, *arguments):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.endpoint = f"http://{self.host}"

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, handler):
        url = urllib.parse.urlsplit(handler.path)
        bucket, _, key = urllib.parse.unquote(url.path).lstrip("/").partition("/")
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        sent = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        operation = {"GET": "get", "HEAD": "head", "PUT": "put"}[handler.command]
        if not key:
            operation = "head bucket" if operation == "head" else "list"
        self.requests.append((operation, key))
        status, body, headers = (self.refuse(operation, bucket, key, handler)
                                 or self._serve(operation, bucket, key, query, sent))
        body = body if isinstance(body, bytes) else body.encode()
        handler.send_response_only(status)
        for name, value in ({"Date": http_date(), "Content-Length": str(len(body))} | headers).items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)

    def _serve(self, operation, bucket, key, query, sent):
        if bucket not in self.buckets:
            return error(404, "NoSuchBucket", "The specified bucket does not exist", BucketName=bucket)
        objects = self.buckets[bucket]
        if operation == "head bucket":
            return 200, b"", {}
        if operation == "list":
            return 200, self._listing(bucket, objects, query), {"Content-Type": "application/xml"}
        if operation == "put":
            objects[key] = sent
        if key not in objects:
            return error(404, "NoSuchKey", "The specified key does not exist.", Key=key)
        headers = {"ETag": etag(objects[key]), "Last-Modified": http_date()}
        return 200, b"" if operation == "put" else objects[key], headers

    def _listing(self, bucket, objects, query):
        """ListObjectsV2; a continuation token is the last key of the page before."""
        prefix, after = query.get("prefix", ""), query.get("continuation-token", query.get("start-after", ""))
        found = [key for key in sorted(objects) if key.startswith(prefix) and key > after]
        page = found[:self.page_size]
        rows = "".join(
            f"<Contents><Key>{urllib.parse.quote(key)}</Key><Size>{len(objects[key])}</Size>"
            f"<ETag>{xml.sax.saxutils.escape(etag(objects[key]))}</ETag>"
            "<LastModified>2025-01-01T00:00:00.000Z</LastModified></Contents>" for key in page)
        more = (f"<IsTruncated>true</IsTruncated><NextContinuationToken>{urllib.parse.quote(page[-1])}"
                "</NextContinuationToken>" if len(page) < len(found) else "<IsTruncated>false</IsTruncated>")
        return (f"<ListBucketResult><Name>{bucket}</Name><EncodingType>url</EncodingType>{more}{rows}"
                "</ListBucketResult>")


def etag(body):
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
