#!/usr/bin/env python3
"""Makes public/samples: small media of our own that examples of tasks show (src/labeling/sample_task.cc).

Usage: make_samples.py [CHROMIUM]   (needs the Python package playwright; run again only to change them)
"""

import base64
import json
import math
import pathlib
import random
import struct
import sys
import wave

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "public/samples"

# A street that a camera sees for four seconds: two boxes drive through.
RECORD = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 320; canvas.height = 180;
  const draw = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), {mimeType: "video/webm;codecs=vp8",
                                                                videoBitsPerSecond: 150000});
  const parts = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  const ended = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  const begin = performance.now();
  await new Promise((resolve) => {
    const frame = () => {
      const s = (performance.now() - begin) / 1000;
      draw.fillStyle = "#cfe3f1"; draw.fillRect(0, 0, 320, 90);
      draw.fillStyle = "#8d949c"; draw.fillRect(0, 90, 320, 90);
      draw.fillStyle = "#f5f5f0";
      for (let x = -20; x < 340; x += 60) draw.fillRect(x, 132, 30, 4);
      draw.fillStyle = "#c2410c"; draw.fillRect(-60 + s * 95, 98, 56, 26);
      draw.fillStyle = "#1d4ed8"; draw.fillRect(330 - s * 80, 144, 64, 28);
      if (s < 4) requestAnimationFrame(frame); else resolve();
    };
    frame();
  });
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}"""


def harbour():
    """A picture with things to put boxes around."""
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500" viewBox="0 0 800 500">',
             '<rect width="800" height="280" fill="#cfe3f1"/>',
             '<circle cx="660" cy="90" r="42" fill="#f6c453"/>',
             '<path d="M0 280 L130 170 L250 250 L380 150 L560 280 Z" fill="#8aa387"/>',
             '<rect y="280" width="800" height="220" fill="#3f7cac"/>',
             '<rect x="0" y="262" width="260" height="34" fill="#7c5b3a"/>']
    for x, colour in ((20, "#b45309"), (96, "#e5e0d5"), (172, "#9f1239")):
        parts += [f'<rect x="{x}" y="180" width="64" height="84" fill="{colour}"/>',
                  f'<path d="M{x - 6} 180 L{x + 32} 146 L{x + 70} 180 Z" fill="#44403c"/>',
                  f'<rect x="{x + 24}" y="224" width="18" height="40" fill="#292524"/>']
    for x, y, size, colour in ((330, 330, 1.0, "#dc2626"), (560, 380, 1.4, "#f5f5f4")):
        parts.append(f'<g transform="translate({x} {y}) scale({size})">'
                     f'<path d="M0 0 H120 L96 32 H20 Z" fill="{colour}"/><rect x="56" y="-96" width="5" height="96" '
                     'fill="#44403c"/><path d="M64 -92 L112 -12 H64 Z" fill="#fafaf9"/>'
                     '<path d="M52 -80 L16 -12 H52 Z" fill="#e7e5e4"/></g>')
    return "\n".join([*parts, "</svg>", ""])


def bell(path):
    """Three strokes of a bell."""
    rate = 8000
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        for i in range(rate * 4):
            since = (i / rate) % 1.3
            tone = sum(math.sin(2 * math.pi * f * since) / n for n, f in enumerate((440, 880, 1210), 1))
            out.writeframes(struct.pack("<h", int(9000 * tone * math.exp(-3 * since))))


def tide():
    """Two days of water and wind, each ten minutes."""
    noise = random.Random(7)
    rows = ["time,water,wind"]
    for i in range(288):
        water = 2.1 + 1.4 * math.sin(2 * math.pi * i / 74.5) + noise.gauss(0, 0.04)
        wind = 6 + 3 * math.sin(2 * math.pi * i / 144) + noise.gauss(0, 0.5) + (6 if 180 < i < 200 else 0)
        rows.append(f"{i * 600},{water:.2f},{wind:.1f}")
    return "\n".join(rows) + "\n"


def street(chromium):
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        recorded = browser.new_page().evaluate(RECORD)
        browser.close()
    return base64.b64decode(recorded)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "harbour.svg").write_text(harbour())
    bell(FOLDER / "bell.wav")
    (FOLDER / "tide.csv").write_text(tide())
    (FOLDER / "mill.txt").write_text("The mill at the river was rebuilt in 1874 by Ada Moreau.\n")
    (FOLDER / "mill.html").write_text("<h1>The mill</h1>\n<p>It was rebuilt in <b>1874</b> by Ada Moreau.</p>\n")
    (FOLDER / "talk.json").write_text(json.dumps([{"author": "Ada", "text": "Is the mill open?"},
                                                  {"author": "Ben", "text": "On Sundays."}], indent=1) + "\n")
    (FOLDER / "street.webm").write_bytes(street(sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"))
    for file in sorted(FOLDER.iterdir()):
        print(f"{file.name} {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
