"""docs/storage.md says what the program says: its tables, rights and CORS rules are generated."""

from server import ROOT, cli, cli_json

PAGE = ROOT / "docs/storage.md"


def test_the_page_is_as_the_program_makes_it():
    done = cli("storage", "kinds", "--page", PAGE)
    assert done.returncode == 0, done.stderr
    assert done.stdout == PAGE.read_text(), \
        "run: millrace storage kinds --page docs/storage.md > new.md && mv new.md docs/storage.md"


def test_every_kind_is_on_the_page():
    page = PAGE.read_text()
    kinds = cli_json("storage", "kinds")["kinds"]
    assert len(kinds) >= 5
    for kind in kinds:
        assert f"<!-- generated: parameters {kind['kind']} -->" in page, kind
        assert f"| `{kind['kind']}`, " in page, kind


def test_a_page_that_cannot_be_filled_is_named(tmp_path):
    done = cli("storage", "kinds", "--page", tmp_path / "none.md")
    assert done.returncode == 1
    assert "none.md" in done.stderr
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: parameters ftp --><!-- end -->")
    done = cli("storage", "kinds", "--page", page)
    assert done.returncode == 1
    assert "parameters ftp" in done.stderr
