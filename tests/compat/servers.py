"""The two servers that are compared, and the stores that both talk to."""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/e2e"))

from peers import Emulator, boto  # noqa: E402
from program import Program, free_port  # noqa: E402
from server import EMAIL, PASSWORD, TOKEN, Server, environment, s3_environment  # noqa: E402
from stores import AzureContainer, GoogleBucket, RedisDatabase  # noqa: E402

START = 300  # seconds: a first start of Label Studio creates its database


class Stores:
    """One emulator of each kind. A context."""

    def __enter__(self):
        self.emulators = {name: Emulator(name) for name in ("moto", "fake_gcs", "azurite", "redis")}
        return self

    def __exit__(self, *_):
        for emulator in self.emulators.values():
            emulator.stop()

    def environment(self):
        """What the operator of either server sets."""
        return s3_environment(self.emulators["moto"].endpoint) | {
            "S3_ENDPOINT": self.emulators["moto"].endpoint,
            "STORAGE_EMULATOR_HOST": self.emulators["fake_gcs"].endpoint}


class Place:
    """What one run of the script may write to: its own buckets and directories, alike for both servers."""

    def __init__(self, stores, files, name):
        self.name = name
        self.files = files / name
        (self.files / "source").mkdir(parents=True)
        (self.files / "target").mkdir()
        self.s3 = boto(stores.emulators["moto"].endpoint)
        self.gcs = GoogleBucket(stores.emulators["fake_gcs"], f"{name}-gcs")
        self.azure = AzureContainer(stores.emulators["azurite"], f"{name}-azure")
        self.redis = stores.emulators["redis"].words
        self.redis_keys = RedisDatabase(stores.emulators["redis"], f"{name}:", 1)
        # What answers repeat of it, and what stands for that in a record. The longer words first.
        self.words = {str(self.files): "FILES", name: "NAME"} | {
            e.words["endpoint"].rsplit(":", 1)[1]: f"PORT-{kind}" for kind, e in stores.emulators.items()}
        for bucket in (f"{name}-s3", f"{name}-s3-target"):
            self.s3.create_bucket(Bucket=bucket)


class LabelStudio:
    """A new label-studio of this Python environment. Ready when the constructor returns."""

    def __init__(self, work, files, extra):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        env = environment(extra) | {
            "LABEL_STUDIO_BASE_DATA_DIR": str(work / "label-studio"), "LABEL_STUDIO_USERNAME": EMAIL,
            "LABEL_STUDIO_PASSWORD": PASSWORD, "LABEL_STUDIO_USER_TOKEN": TOKEN,
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
            "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(files), "SSRF_PROTECTION_ENABLED": "false",
            "ML_BLOCK_LOCAL_IP": "false", "COLLECT_ANALYTICS": "0", "SENTRY_DSN": "", "LATEST_VERSION_CHECK": "false", "HOME": str(work)}
        self.program = Program(
            [pathlib.Path(sys.executable).parent / "label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1",
             "-p", str(port)], work / "label-studio.log", self.url + "/health", START, env=env)

    def stop(self):
        self.program.stop()


def millrace(work, files, extra):
    return Server(work / "millrace", env=dict(extra) | {
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "LABEL_STUDIO_LOCAL_FILES_SERVING_ENABLED": "true",
        "LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT": str(files), "SSRF_PROTECTION_ENABLED": "false"})
