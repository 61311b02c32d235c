"""One store of each kind that the guide names, each with the client that its users know: what is put there
and read back never passes through our own code."""

import urllib.parse

import azure.storage.blob
import google.auth.credentials
import google.cloud.storage
import redis

AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


class GoogleBucket:
    """`source` and `target` are the words of the command line; env is what a person has set already."""
    source, target, rest = "gcs", "gcs-completions", "gcs"

    def __init__(self, emulator, name):
        self.name = name
        self.env = {"STORAGE_EMULATOR_HOST": emulator.endpoint}
        client = google.cloud.storage.Client(
            project="labels", credentials=google.auth.credentials.AnonymousCredentials(),
            client_options={"api_endpoint": emulator.endpoint})
        self.bucket = client.create_bucket(name)

    def uri(self, key):
        return f"gs://{self.name}/{key}"

    def put(self, key, body):
        self.bucket.blob(key).upload_from_string(body, content_type="application/octet-stream")

    def read(self, key):
        return self.bucket.blob(key).download_as_bytes()

    def keys(self):
        return {blob.name for blob in self.bucket.list_blobs()}


class AzureContainer:
    source, target, rest = "azure-blob", "azure-blob", "azure"

    def __init__(self, emulator, name):
        self.name = name
        # As people point today's system at Azurite.
        self.env = {"AZURE_BLOB_ACCOUNT_NAME": "devstoreaccount1",
                    "AZURE_BLOB_ACCOUNT_KEY": f"{AZURITE_KEY};BlobEndpoint={emulator.endpoint}"}
        service = azure.storage.blob.BlobServiceClient(emulator.endpoint, credential=AZURITE_KEY)
        self.container = service.create_container(name)

    def uri(self, key):
        return f"azure-blob://{self.name}/{key}"

    def put(self, key, body):
        self.container.upload_blob(key, body, overwrite=True)

    def read(self, key):
        return self.container.download_blob(key).readall()

    def keys(self):
        return set(self.container.list_blob_names())


class RedisDatabase:
    source, target, rest = "redis", "redis", "redis"

    def __init__(self, emulator, name, db, **account):
        self.name = name  # what keys start with
        self.host, self.port, self.db = emulator.words["host"], int(emulator.words["port"]), db
        self.env = {"REDIS_HOST": self.host, "REDIS_PORT": str(self.port)}
        self.client = redis.Redis(self.host, self.port, db, **account)

    def uri(self, key):
        return f"redis://{self.db}/{key}"

    def put(self, key, body):
        self.client.set(self.name + key, body)

    def read(self, key):
        return self.client.get(self.name + key)

    def keys(self):
        return {key.decode().removeprefix(self.name) for key in self.client.scan_iter(self.name + "*")}


class S3Bucket:
    source, target, rest = "s3", "s3-completions", "s3"

    def __init__(self, stub, name):
        self.name, self.stub, self.env = name, stub, stub.env
        stub.make_bucket(name)

    def uri(self, key):
        return f"s3://{self.name}/{key}"

    def put(self, key, body):
        self.stub.put(self.name, key, body)

    def read(self, key):
        return self.stub.get(self.name, key)

    def keys(self):
        return set(self.stub.keys(self.name))


class Directory:
    source, target, rest, env = "local", "local", "localfiles", {}

    def __init__(self, path):
        path.mkdir(parents=True)
        self.path, self.name = path, str(path)

    def uri(self, key):
        return "/data/local-files/?d=" + urllib.parse.quote(f"{self.path}/{key}".lstrip("/"))

    def put(self, key, body):
        file = self.path / key
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)

    def read(self, key):
        return (self.path / key).read_bytes()

    def keys(self):
        return {str(f.relative_to(self.path)) for f in self.path.rglob("*") if f.is_file()}
