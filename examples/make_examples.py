"""Draws the pictures in examples/pictures: scenes of simple shapes to label, made of nothing but this
script. The output depends on nothing else, so running it again changes no byte.

Usage: python3 make_examples.py [DIRECTORY]
"""

import pathlib
import random
import struct
import sys
import zlib

WIDTH, HEIGHT, COUNT = 320, 240, 24

SKIES = [(214, 228, 240), (250, 236, 214), (226, 221, 240), (216, 238, 226)]
GROUNDS = [(122, 148, 110), (168, 140, 104), (112, 124, 138), (186, 170, 132)]
COLOURS = [(200, 60, 50), (46, 102, 178), (236, 176, 40), (60, 140, 90), (130, 80, 160)]


class Canvas:
    def __init__(self, sky, ground, horizon):
        self.rows = []
        for y in range(HEIGHT):
            colour = sky if y < horizon else ground
            self.rows.append(bytearray(bytes(colour) * WIDTH))

    def span(self, y, left, right, colour):
        left, right = max(0, int(left)), min(WIDTH, int(right))
        if 0 <= y < HEIGHT and left < right:
            self.rows[y][left * 3:right * 3] = bytes(colour) * (right - left)

    def rectangle(self, left, top, width, height, colour):
        for y in range(int(top), int(top + height)):
            self.span(y, left, left + width, colour)

    def disc(self, x, y, radius, colour):
        for row in range(int(y - radius), int(y + radius) + 1):
            half = max(0.0, radius ** 2 - (row - y) ** 2) ** 0.5
            self.span(row, x - half, x + half + 1, colour)

    def triangle(self, x, top, width, height, colour):
        for step in range(int(height)):
            half = width / 2 * step / height
            self.span(int(top) + step, x - half, x + half + 1, colour)

    def png(self):
        def chunk(kind, data):
            return (struct.pack(">I", len(data)) + kind + data +
                    struct.pack(">I", zlib.crc32(kind + data)))

        pixels = b"".join(b"\0" + bytes(row) for row in self.rows)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
                chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b""))


def house(canvas, dice, x, base):
    width, height = dice.randint(44, 70), dice.randint(34, 52)
    wall, roof = dice.sample(COLOURS, 2)
    canvas.rectangle(x - width / 2, base - height, width, height, wall)
    canvas.triangle(x, base - height - 26, width + 16, 26, roof)
    canvas.rectangle(x - 6, base - 20, 12, 20, (60, 46, 40))
    canvas.rectangle(x + width / 4 - 5, base - height + 8, 11, 11, (250, 244, 214))


def tree(canvas, dice, x, base):
    height = dice.randint(28, 46)
    canvas.rectangle(x - 3, base - height, 7, height, (98, 70, 48))
    canvas.disc(x, base - height - 8, dice.randint(14, 22), (70, 122, 72))


def car(canvas, dice, x, base):
    colour = dice.choice(COLOURS)
    canvas.rectangle(x - 30, base - 20, 60, 14, colour)
    canvas.rectangle(x - 16, base - 33, 32, 14, colour)
    canvas.rectangle(x - 12, base - 30, 24, 9, (214, 232, 240))
    for wheel in (-18, 18):
        canvas.disc(x + wheel, base - 6, 7, (40, 40, 44))


def sun(canvas, dice):
    canvas.disc(dice.randint(30, WIDTH - 30), dice.randint(26, 60), dice.randint(12, 20),
                (250, 206, 84))


def scene(number):
    dice = random.Random(number)
    horizon = dice.randint(120, 150)
    canvas = Canvas(dice.choice(SKIES), dice.choice(GROUNDS), horizon)
    sun(canvas, dice)
    slots = [40, 110, 180, 250]
    for slot in slots:
        draw = dice.choice([house, tree, car, None])
        if draw is not None:
            draw(canvas, dice, slot + dice.randint(-12, 12), horizon + dice.randint(12, 70))
    return canvas.png()


def main():
    here = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
    directory = here if here.is_dir() else here.parent / "pictures"
    directory.mkdir(parents=True, exist_ok=True)
    for number in range(1, COUNT + 1):
        (directory / f"scene-{number:02}.png").write_bytes(scene(number))
    print(f"{COUNT} pictures in {directory}")


if __name__ == "__main__":
    main()
