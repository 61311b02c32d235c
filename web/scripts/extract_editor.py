"""extract_editor.py WHEEL DIRECTORY: the labeling editor and its licences out of Label Studio's wheel.

Only what a page needs is taken, and three things are changed, so that the editor asks no address
that is not there: the link to the source maps is cut, the one picture it loads by an address is put
into the script, and the fonts are left out (the page's own font takes their place). The LGPL decoder
decode-audio.wasm is not taken.
"""

import base64
import pathlib
import re
import sys
import zipfile

EDITOR = "web/dist/libs/editor/"
LICENCES = {
    "LICENSE": r"[^/]+\.dist-info/LICENSE",
    "NOTICE": r"[^/]+\.dist-info/NOTICE",
    "main.js.LICENSE.txt": re.escape(EDITOR + "main.js.LICENSE.txt"),
    "3rdpartylicenses.txt": re.escape(EDITOR + "3rdpartylicenses.txt"),
}
CHANGES = """
Changes made to the files of label-studio 1.13.1 for Millrace:
- main.js and main.css: the links to the source maps are removed.
- main.js: the picture of the rotation handle is part of the script.
- main.css: the rules that load the fonts are removed.
- static/js/decode-audio.wasm and 772.js (the ffmpeg audio decoder) are left out.
"""


def replace(text: str, pattern: str, by, times: int) -> str:
    changed, count = re.subn(pattern, by, text)
    if count != times:
        sys.exit(f"The editor has changed: {pattern} is in it {count} times, not {times}.")
    return changed


def script(wheel: zipfile.ZipFile) -> str:
    def inlined(found: re.Match[str]) -> str:
        picture = wheel.read(EDITOR + found[1])
        return '"data:image/svg+xml;base64,' + base64.b64encode(picture).decode() + '"'

    text = wheel.read(EDITOR + "main.js").decode()
    text = replace(text, r"\n//# sourceMappingURL=main\.js\.map\s*$", "\n", 1)
    return replace(text, r'\bi\.p\+"(rotate\.[0-9a-f]+\.svg)"', inlined, 1)


def style(wheel: zipfile.ZipFile) -> str:
    text = wheel.read(EDITOR + "main.css").decode()
    text = replace(text, r"\n/\*# sourceMappingURL=main\.css\.map\s*\*/\s*$", "\n", 1)
    text = replace(text, r"@font-face\{[^{}]*url\(/static/fonts/Figtree-[^{}]*\}", "", 2)
    left = re.findall(r"url\((?!['\"]?(?:data:|#))[^)]*", text)
    if left:
        sys.exit(f"The editor's style asks for addresses that are not there: {left}.")
    return text


def main(wheel_path: str, directory: str) -> None:
    out = pathlib.Path(directory)
    with zipfile.ZipFile(wheel_path) as wheel:
        for name, pattern in LICENCES.items():
            paths = [path for path in wheel.namelist() if re.fullmatch(pattern, path)]
            if len(paths) != 1:
                sys.exit(f"The wheel holds {len(paths)} files like {pattern}, not one.")
            text = wheel.read(paths[0]).decode()
            (out / name).write_text(text + CHANGES if name == "NOTICE" else text)
        (out / "main.js").write_text(script(wheel))
        (out / "main.css").write_text(style(wheel))


if __name__ == "__main__":
    main(*sys.argv[1:])
