#!/usr/bin/env python3
"""Makes public/samples: small media of our own that examples of tasks show (src/labeling/config/sample_task.cc).

Usage: make_samples.py [CHROMIUM]   (needs the Python package playwright; run again only to change them)
"""

import http.server
import json
import math
import pathlib
import random
import struct
import sys
import threading
import wave

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "public/samples"

RECEIPT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 520" width="420" height="520" font-family="monospace">
  <rect width="420" height="520" fill="#e2e8f0"/>
  <rect x="40" y="30" width="340" height="460" fill="#ffffff"/>
  <g fill="#0f172a" font-size="20">
    <text x="210" y="84" text-anchor="middle" font-size="26" font-weight="bold">MILL STREET BAKERY</text>
    <text x="210" y="114" text-anchor="middle" font-size="16">Mill Street 4</text>
    <text x="70" y="176">Bread</text><text x="350" y="176" text-anchor="end">4.20</text>
    <text x="70" y="212">Rolls, 6</text><text x="350" y="212" text-anchor="end">5.40</text>
    <text x="70" y="248">Apple pie</text><text x="350" y="248" text-anchor="end">6.90</text>
    <path d="M70 272h280" stroke="#0f172a" stroke-dasharray="6 4"/>
    <text x="70" y="310" font-weight="bold">Total</text><text x="350" y="310" text-anchor="end" font-weight="bold">16.50</text>
    <text x="70" y="370" font-size="16">2024-05-03 08:41</text>
    <text x="210" y="440" text-anchor="middle" font-size="18">Thank you!</text>
  </g>
</svg>
"""

FRAMES, FRAME_RATE, WIDTH, HEIGHT = 100, 25, 320, 180

# A street that a camera sees for four seconds, where two boxes drive through; as VP8: [is key frame, bytes].
ENCODE = """async ([frames, rate, width, height]) => {
  const canvas = new OffscreenCanvas(width, height), draw = canvas.getContext("2d"), chunks = [];
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      chunks.push([chunk.type === "key", Array.from(bytes)]);
    },
    error: (error) => { throw error; },
  });
  encoder.configure({ codec: "vp8", width, height, bitrate: 150000, framerate: rate });
  for (let i = 0; i < frames; ++i) {
    const s = i / rate;
    draw.fillStyle = "#cfe3f1"; draw.fillRect(0, 0, 320, 90);
    draw.fillStyle = "#8d949c"; draw.fillRect(0, 90, 320, 90);
    draw.fillStyle = "#f5f5f0";
    for (let x = -20; x < 340; x += 60) draw.fillRect(x, 132, 30, 4);
    draw.fillStyle = "#c2410c"; draw.fillRect(-60 + s * 95, 98, 56, 26);
    draw.fillStyle = "#1d4ed8"; draw.fillRect(330 - s * 80, 144, 64, 28);
    const frame = new VideoFrame(canvas, { timestamp: (i * 1e6) / rate });
    encoder.encode(frame, { keyFrame: i % rate === 0 });
    frame.close();
  }
  await encoder.flush();
  return chunks;
}"""


def element(identity, body):
    """An element of EBML (RFC 8794): what it is, its length in eight bytes, and its content."""
    return bytes.fromhex(identity) + struct.pack(">Q", len(body) | 1 << 56) + body


def number(identity, value):
    return element(identity, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def webm(chunks):
    """The frames as a WebM file with a length and an index, so that a player can jump in it."""
    head = element("1A45DFA3", number("4286", 1) + number("42F7", 1) + number("42F2", 4) + number("42F3", 8)
                   + element("4282", b"webm") + number("4287", 2) + number("4285", 2))
    duration = struct.pack(">d", 1000 * FRAMES / FRAME_RATE)
    info = element("1549A966", number("2AD7B1", 1_000_000) + element("4489", duration)
                   + element("4D80", b"millrace") + element("5741", b"millrace"))
    video = element("E0", number("B0", WIDTH) + number("BA", HEIGHT))
    track = element("AE", number("D7", 1) + number("73C5", 1) + number("83", 1) + element("86", b"V_VP8")
                    + number("23E383", 1_000_000_000 // FRAME_RATE) + video)
    tracks = element("1654AE6B", track)
    clusters = []  # (milliseconds, bytes), one for each key frame
    for i, (key, data) in enumerate(chunks):
        at = 1000 * i // FRAME_RATE
        if key:
            clusters.append([at, number("E7", at)])
        block = b"\x81" + struct.pack(">hB", at - clusters[-1][0], 0x80 if key else 0) + bytes(data)
        clusters[-1][1] += element("A3", block)
    packed = [(at, element("1F43B675", body)) for at, body in clusters]

    def cues(first):
        points, place = b"", first
        for at, body in packed:
            position = number("F7", 1) + element("F1", struct.pack(">Q", place))
            points += element("BB", number("B3", at) + element("B7", position))
            place += len(body)
        return element("1C53BB6B", points)

    before = len(info) + len(tracks)
    index = cues(before + len(cues(0)))  # of one length, wherever the clusters are
    return head + element("18538067", info + tracks + index + b"".join(body for _, body in packed))


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

    # Encoders are for pages of a server only, and this machine's own counts as safe.
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        chunks = page.evaluate(ENCODE, [FRAMES, FRAME_RATE, WIDTH, HEIGHT])
        browser.close()
    server.shutdown()
    return webm(chunks)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "harbour.svg").write_text(harbour())
    (FOLDER / "receipt.svg").write_text(RECEIPT)
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
