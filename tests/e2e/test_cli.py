"""The subcommands, beside a running server and alone: words, --json and exit statuses."""

import json
import os
import pty
import subprocess

import pytest

from server import BINARY, EMAIL, PASSWORD, cli, cli_json, environment


@pytest.fixture
def files(tmp_path):
    directory = tmp_path / "source"
    directory.mkdir()
    for i in range(5):
        (directory / f"{i}.json").write_text(json.dumps({"data": {"text": f"text {i}"}}))
    (tmp_path / "target").mkdir()
    return tmp_path


def connect(files, data_dir, **options):
    return cli_json("storage", "add", "cats", "--init", "--source", "local", "--source-path", files / "source",
                    "--target", "local", "--target-path", files / "target", data_dir=data_dir, **options)


def test_version():
    done = cli("--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Millrace 0.")


@pytest.mark.parametrize("beside", [True, False])
def test_life_of_a_storage(beside, start, files, data_dir):
    server = start() if beside else None
    added = connect(files, data_dir)
    source, target = (result["storage"]["id"] for result in added["results"])
    assert added["results"][0]["job"]["counts"]["new_tasks"] == 5
    assert added["project"]["title"] == "cats"

    # The same again is the same storages.
    again = connect(files, data_dir)
    assert [r["storage"]["id"] for r in again["results"]] == [source, target]
    listed = cli_json("storage", "list", data_dir=data_dir)["storages"]
    assert [(s["id"], s["role"]) for s in listed] == [(source, "source"), (target, "target")]
    assert listed[0]["objects"] == 5
    assert "5 objects in · 0 new at the last sync\n" in cli("storage", "list", data_dir=data_dir).stdout

    (files / "source/5.json").write_text('{"data": {"text": "new"}}')
    dry = cli_json("sync", "cats", "--dry-run", data_dir=data_dir)["results"][0]["job"]
    assert (dry["dry_run"], dry["counts"]["new_tasks"], dry["sample_new"]) == (True, 1, ["5.json"])
    synced = cli_json("storage", "sync", source, data_dir=data_dir)["results"][0]["job"]
    assert (synced["counts"]["new_tasks"], synced["counts"]["known"]) == (1, 5)

    (files / "source/bad.json").write_text("{")
    failed = cli("sync", "cats", data_dir=data_dir)
    assert failed.returncode == 3
    assert "bad.json" in failed.stdout and "millrace sync --failed cats" in failed.stdout
    shown = cli("storage", "list", data_dir=data_dir).stdout
    assert "6 objects in · 0 new at the last sync · 1 failed\n" in shown
    (files / "source/bad.json").write_text('{"data": {"text": "good now"}}')
    assert cli_json("sync", "cats", "--failed", data_dir=data_dir)["results"][0]["job"]["counts"]["new_tasks"] == 1

    assert cli("storage", "check", source, data_dir=data_dir).returncode == 0
    assert cli("storage", "verify", target, data_dir=data_dir).returncode == 0
    assert cli_json("storage", "conflicts", target, data_dir=data_dir)["results"] == []
    if beside:
        assert server.stop() == 0


@pytest.mark.parametrize("beside", [True, False])
def test_export(beside, start, files, data_dir, tmp_path):
    connect(files, data_dir)
    if beside:
        start()
    out = tmp_path / "out.json"
    assert cli("export", "cats", "-o", out, data_dir=data_dir).returncode == 0
    assert json.loads(out.read_text()) == [], "nothing is annotated yet"
    done = cli("export", "cats", "--all", "-o", out, data_dir=data_dir)
    assert done.returncode == 0, done.stderr
    assert sorted(t["data"]["text"] for t in json.loads(out.read_text())) == [f"text {i}" for i in range(5)]
    assert json.loads(cli("export", "cats", "--all", data_dir=data_dir).stdout) == json.loads(out.read_text())

    missing = cli("export", "dogs", "-o", out, data_dir=data_dir)
    assert missing.returncode == 1 and "dogs" in missing.stderr
    unwritable = cli("export", "cats", "-o", tmp_path / "no/such/dir.json", data_dir=data_dir)
    assert unwritable.returncode == 1 and "dir.json" in unwritable.stderr


def test_accounts(start, data_dir):
    created = cli("user", "create", "ann@example.com", "--role", "annotator", data_dir=data_dir,
                  stdin="first-password\n")
    assert created.returncode == 0, created.stderr
    taken = cli("user", "create", "ann@example.com", data_dir=data_dir, stdin="first-password\n")
    assert taken.returncode == 1 and "ann@example.com" in taken.stderr
    server = start()
    reset = server.cli("user", "reset-password", "ann@example.com", stdin="second-password\n")
    assert reset.returncode == 0, reset.stderr
    for output in (created, reset):
        assert "password" not in output.stdout.replace("a new password", "")
    assert server.cli("user", "reset-password", "bob@example.com", stdin="second-password\n").returncode == 1
    assert server.cli("user", "create", "x@example.com", stdin="short").returncode == 1
    assert server.cli("user", "create", "x@example.com", stdin="").returncode == 1


def test_conflicts(start, files, data_dir):
    connect(files, data_dir)
    server = start()
    task = server.tasks(server.project("cats")["id"])[0]["id"]
    for name in range(1, 4):
        (files / "target" / str(name)).write_text("someone else's")
    annotation = server.post(f"/api/tasks/{task}/annotations/", {"result": []})["id"]
    target = cli_json("storage", "list", data_dir=data_dir)["storages"][1]["id"]
    done = server.cli("storage", "sync", target)
    assert done.returncode == 3 and f"millrace storage conflicts {target}" in done.stdout
    assert (files / "target" / str(annotation)).read_text() == "someone else's"
    rows = cli_json("storage", "conflicts", target, data_dir=data_dir)["results"]
    assert [row["subject"] for row in rows] == [annotation]
    decided = server.cli("storage", "conflicts", target, "--subject", annotation, "--decide", "overwrite")
    assert decided.returncode == 0, decided.stderr
    assert server.cli("storage", "sync", target).returncode == 0
    assert json.loads((files / "target" / str(annotation)).read_text())["id"] == annotation


def test_usage_errors(data_dir):
    for arguments in (["start", "--prot", "1"], ["storage"], ["start", "x", "--source", "floppy"],
                      ["start", "x", "--source", "s3"], ["start", "--init"], ["start", "--username", "a@b.c"],
                      ["start", "x", "--source", "s3", "--source-path", "b", "--source-params", "{"]):
        done = cli(*arguments, data_dir=data_dir)
        assert done.returncode == 2, (arguments, done.stderr)
        assert done.stdout == "" and done.stderr.count("\n") <= 3
    assert not data_dir.exists(), "a usage error must leave nothing behind"


def test_guides_line_with_lost_quotes(data_dir):
    line = ('start my_project --init --source s3 --source-path my-s3-bucket --source-params '
            r'"{\"data_key\": \"my-object-tag-$value\", \"use_blob_urls\": true, \"regex\": ".*"}"')
    done = subprocess.run(["bash", "-c", f'"{BINARY}" {line} --data-dir "{data_dir}"'], env=environment(),
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 2
    corrected = done.stderr.split("write instead:\n  ")[1].strip()
    flag, value = corrected.split(" ", 1)
    assert flag == "--source-params"
    assert json.loads(value.strip("'"))["regex"] == ".*"


def test_commands_without_data(data_dir):
    done = cli("storage", "list", data_dir=data_dir)
    assert done.returncode == 1 and "--data-dir" in done.stderr
    assert not data_dir.exists()
    error = cli_json("export", "cats", expect=1, data_dir=data_dir)["error"]
    assert error["kind"] == "not_found" and error["message"]


def test_unknown_project_needs_init(data_dir, files):
    done = cli("start", "cats", "--source", "local", "--source-path", files / "source", "--port", "0",
               data_dir=data_dir)
    assert done.returncode == 1
    assert "cats" in done.stderr and "--init" in done.stderr


def test_secrets_leave_the_process_list(start, tmp_path):
    server = start("--password", PASSWORD, "--username", EMAIL, account=False)
    arguments = open(f"/proc/{server.process.pid}/cmdline", "rb").read()
    assert PASSWORD.encode() not in arguments
    assert any("warning: --password" in line for line in server.lines)


def test_progress_bar_only_on_a_terminal(files, data_dir):
    plain = cli("storage", "add", "cats", "--init", "--source", "local", "--source-path", files / "source",
                data_dir=data_dir)
    assert plain.returncode == 0 and "\x1b" not in plain.stdout and "5 objects → 5 tasks" in plain.stdout

    master, slave = pty.openpty()
    process = subprocess.Popen([str(BINARY), "sync", "cats", "--data-dir", str(data_dir)], stdout=slave,
                               env=environment(), stderr=subprocess.PIPE)
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        seen += piece
    assert process.wait(60) == 0
    os.close(master)
    assert "5 objects → 0 new tasks · 5 known" in seen.decode()


def test_label_studios_name(tmp_path, data_dir):
    name = tmp_path / "label-studio"
    name.symlink_to(BINARY)
    done = subprocess.run([str(name), "--version"], env=environment(), capture_output=True, text=True,
                          timeout=30, check=True)
    assert done.stdout.startswith("Millrace ")
