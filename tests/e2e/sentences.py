"""How a refusal must read, and what it must leave behind: nothing."""

import json

from server import cli, cli_json

GOOD = json.dumps({"data": {"text": "good"}})


def s3_source(data_dir, env, bucket="cats", params=None, **options):
    return cli("storage", "add", "p", "--init", "--source", "s3", "--source-path", bucket,
               "--source-params", json.dumps(params or {}), env=env, data_dir=data_dir, **options)


def check_sentence(text, *words):
    for word in words:
        assert word in text, text
    for vague in ("Oops", "an error occurred", "Traceback", "std::", "exception"):
        assert vague not in text, text
    assert len(text.strip().splitlines()) <= 4, text


def check_nothing_left(data_dir):
    assert cli_json("storage", "list", data_dir=data_dir)["storages"] == []
    assert cli("export", "p", data_dir=data_dir).returncode == 1, "a project is left"
