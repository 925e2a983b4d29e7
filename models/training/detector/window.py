"""One training window: a piece of a street picture with plates kept, replaced, removed or added."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from .augment import photometric
from .bank import Bank, Scene
from .compose import Light, erase, framed, light_near, light_of, paste, random_quad, shade
from .labels import Plate, from_quad, iou
from .textures import Texture

SIZE = 320
PAD = 114
PLATE_SHARES = (0.42, 0.23, 0.35)


@dataclass(frozen=True)
class Window:
    """uint8 (size, size), its plates in pixels, and boxes (n, 4) outside of which nothing is
    known to be free of plates (None: all of it is known)."""

    image: np.ndarray
    plates: tuple[Plate, ...]
    known: np.ndarray | None


def cut(scene: Scene, origin: tuple[float, float], span: tuple[float, float], size: int) -> tuple[np.ndarray, tuple]:
    """The rectangle at origin with the given span (both in picture pixels), resized to size x size
    like the detector's own scaling; outside the picture it is PAD. Returns also scale and shift."""
    level = 0
    while level + 1 < len(scene.levels) and min(span) / size > 2 ** (level + 1) * 1.01:
        level += 1
    img = scene.levels[level]
    fx, fy = img.shape[1] / scene.levels[0].shape[1], img.shape[0] / scene.levels[0].shape[0]
    x1, y1 = round(origin[0] * fx), round(origin[1] * fy)
    w, h = max(2, round(span[0] * fx)), max(2, round(span[1] * fy))
    canvas = np.full((h, w), PAD, np.uint8)
    sx, sy = max(0, x1), max(0, y1)
    ex, ey = min(img.shape[1], x1 + w), min(img.shape[0], y1 + h)
    if ex > sx and ey > sy:
        canvas[sy - y1 : ey - y1, sx - x1 : ex - x1] = img[sy:ey, sx:ex]
    shrink = w > size or h > size
    out = cv2.resize(canvas, (size, size), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR)
    return out, (fx * size / w, fy * size / h, -x1 * size / w, -y1 * size / h)


def frame_window(scene: Scene, rng: np.random.Generator, size: int, smallest: float) -> tuple[tuple, tuple]:
    """Where to cut: around a plate (or a hard place) that becomes 14 pixels wide to window-filling,
    or anywhere.
    ``smallest`` is the least scale: smaller pictures would leave the window empty."""
    h, w = scene.levels[0].shape
    real = [p for p in scene.plates if not p.ignore]
    if scene.hard is not None and rng.random() < 0.35:
        real = [Plate(box) for box in scene.hard]
    stretch = np.exp(rng.normal(0, 0.07))
    if real and rng.random() < 0.85:
        plate = real[int(rng.integers(len(real)))]
        target = np.exp(rng.uniform(np.log(14), np.log(size * 1.05)))
        scale = float(np.clip(target / max(4.0, plate.width), smallest, 2.2))
        span = np.array([size / scale * stretch, size / scale / stretch])
        # One in eight may lose up to 40 % of its extent over the rim, as plates do at the picture's.
        loss = 0.4 * (plate.box[2:] - plate.box[:2]) * (rng.random() < 0.12)
        low = plate.box[2:] - loss - span
        high = plate.box[:2] + loss
        origin = low + (high - low) * rng.uniform(0.0, 1.0, 2)
        # A window beyond the picture's rim is mostly padding: pull it back where the plate allows.
        if rng.random() < 0.8:
            room = np.array([w, h]) - span
            inside = np.clip(origin, np.minimum(0, room), np.maximum(0, room))
            origin = np.clip(inside, np.minimum(low, high), np.maximum(low, high))
        return tuple(origin), tuple(span)
    scale = np.exp(rng.uniform(np.log(0.35), np.log(1.3)))
    span = (size / scale * stretch, size / scale / stretch)
    origin = (rng.uniform(-0.1 * span[0], max(1, w - 0.9 * span[0])), rng.uniform(-0.1 * span[1], max(1, h - 0.9 * span[1])))
    return origin, span


def clip_plate(plate: Plate, size: int) -> Plate | None:
    """The plate as far as it is in the window; ignored when little of it or too small, None when out."""
    low, high = np.clip(plate.box[:2], 0, size), np.clip(plate.box[2:], 0, size)
    seen = float(np.prod(np.clip(high - low, 0, None)))
    full = plate.width * plate.height
    if seen <= 0.01 * full:
        return None
    cut_off = seen < 0.98 * full
    tiny = plate.width < 11 or plate.height < 4
    ignore = plate.ignore or seen < 0.6 * full or tiny
    return Plate(np.concatenate([low, high]), None if cut_off else plate.quad, ignore)


def pick_plate(bank: Bank, rng: np.random.Generator) -> Texture:
    group = bank.plates[int(rng.choice(len(bank.plates), p=PLATE_SHARES))]
    texture = group[int(rng.integers(len(group)))]
    if rng.random() < 0.04:
        texture = Texture(255 - texture.grey)
    return shade(texture, rng)


def put_plate(img: np.ndarray, bank: Bank, rng: np.random.Generator, quad_of, light: Light, blur: float) -> Plate:
    """Paste a random plate; ``quad_of(aspect)`` gives its corners."""
    texture = pick_plate(bank, rng)
    quad = quad_of(texture.grey.shape[1] / texture.grey.shape[0])
    body, outline = framed(texture, quad, rng) if rng.random() < 0.4 else (texture, quad)
    paste(img, body, outline, light, blur)
    return from_quad(quad)


def region(img: np.ndarray, box: np.ndarray) -> np.ndarray:
    h, w = img.shape
    x1, y1 = int(np.clip(box[0], 0, w - 1)), int(np.clip(box[1], 0, h - 1))
    return img[y1 : max(y1 + 1, int(min(h, box[3]))), x1 : max(x1 + 1, int(min(w, box[2])))]


def swap(img: np.ndarray, plate: Plate, bank: Bank, rng: np.random.Generator, blur: float) -> Plate:
    """Replace a real plate by another one in its light, about as large, in a new pose."""
    light = light_of(region(img, plate.box), rng)
    erase(img, plate.box, rng)
    centre = ((plate.box[0] + plate.box[2]) / 2, (plate.box[1] + plate.box[3]) / 2)
    width = plate.width * rng.uniform(0.85, 1.15)
    hard = rng.random() < 0.35
    return put_plate(img, bank, rng, lambda aspect: random_quad(rng, centre, width, aspect, hard), light, blur)


def put_distractor(img: np.ndarray, taken: list[np.ndarray], bank: Bank, rng: np.random.Generator, at: np.ndarray | None = None) -> np.ndarray | None:
    """Paste something that is not a plate, at a box or a free place; its box, or None if no room."""
    size = img.shape[0]
    texture = bank.distractors[int(rng.integers(len(bank.distractors)))]
    aspect = texture.grey.shape[1] / texture.grey.shape[0]
    width = np.exp(rng.uniform(np.log(25), np.log(0.72 * size))) if at is None else (at[2] - at[0]) * rng.uniform(0.6, 1.3)
    centre = tuple(rng.uniform(0, size, 2)) if at is None else ((at[0] + at[2]) / 2, (at[1] + at[3]) / 2)
    quad = random_quad(rng, centre, width, aspect, rng.random() < 0.3)
    box = from_quad(quad).box
    if any(overlaps(box, t) for t in taken):
        return None
    paste(img, texture, quad, light_near(region(img, box), rng), max(0.0, rng.normal(0.3, 0.5)))
    return box


def overlaps(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.all(np.minimum(a[2:], b[2:]) > np.maximum(a[:2], b[:2])))


def put_stamp(img: np.ndarray, taken: list[np.ndarray], bank: Bank, rng: np.random.Generator, widest: float = 0.94) -> np.ndarray | None:
    """Paste a screen overlay, upright and sharp, near the upper or lower rim, 0.25 to ``widest`` of the
    picture wide (over 1: a window sees part of it); its box, or None if no room."""
    texture = bank.stamps[int(rng.integers(len(bank.stamps)))]
    h, w = texture.grey.shape
    width = np.exp(rng.uniform(np.log(0.25), np.log(widest))) * img.shape[1]
    height = width * h / w
    x = rng.uniform(min(0, img.shape[1] - width), max(0, img.shape[1] - width))
    y = rng.uniform(0, 20) if rng.random() < 0.5 else img.shape[0] - height - rng.uniform(0, 20)
    quad = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    box = from_quad(quad).box
    if any(overlaps(box, t) for t in taken):
        return None
    paste(img, texture, quad, Light(0, 255), 0)
    return box


def add_plate(img: np.ndarray, taken: list[np.ndarray], bank: Bank, rng: np.random.Generator) -> Plate | None:
    """Paste a plate at a free place; None when the place is taken."""
    size = img.shape[0]
    width = np.exp(rng.uniform(np.log(16), np.log(0.78 * size)))
    centre = (rng.uniform(0.02, 0.98) * size, rng.uniform(0.1, 0.98) * size)
    quad_of = lambda aspect: random_quad(rng, centre, width, aspect, rng.random() < 0.5)
    reach = np.array([centre[0] - width * 0.6, centre[1] - width * 0.5, centre[0] + width * 0.6, centre[1] + width * 0.5])
    if any(overlaps(reach, t) for t in taken):
        return None
    return put_plate(img, bank, rng, quad_of, light_near(region(img, reach), rng), max(0.0, rng.normal(0.3, 0.5)))


def treat_plates(img: np.ndarray, plates: list[Plate], bank: Bank, rng: np.random.Generator, blur: float) -> tuple[list[Plate], list[np.ndarray]]:
    """Keep, replace or remove each plate. Returns the plates and the boxes of what was put instead."""
    kept, others = [], []
    for plate in plates:
        whole = not plate.ignore and plate.width > 13 and plate.box.min() >= 0.5 and plate.box.max() <= img.shape[0] - 0.5
        crowded = any(p is not plate and overlaps(p.box, plate.box) for p in plates)
        choice = rng.random()
        if not whole or crowded or choice < 0.42:
            kept.append(plate)
        elif choice < 0.87:
            new = clip_plate(swap(img, plate, bank, rng, blur), img.shape[0])
            kept += [] if new is None else [new]
        else:
            erase(img, plate.box, rng)
            taken = [p.box for p in plates if p is not plate]
            box = put_distractor(img, taken, bank, rng, plate.box) if rng.random() < 0.6 else None
            others += [] if box is None else [box]
    return kept, others


def compose_window(bank: Bank, rng: np.random.Generator, size: int, smallest: float) -> Window:
    """A window before the camera's faults are added."""
    pool = bank.backgrounds if bank.backgrounds and rng.random() < 0.12 else bank.scenes
    scene = pool[int(rng.integers(len(pool)))]
    origin, span = frame_window(scene, rng, size, smallest)
    img, moved = cut(scene, origin, span, size)
    blur = max(0.0, 0.45 * (size / span[0] - 0.8) + rng.normal(0.15, 0.3))
    visible = [q for q in (clip_plate(p.moved(*moved), size) for p in scene.plates) if q is not None]
    plates, others = treat_plates(img, visible, bank, rng, blur)
    room = (size / 300) ** 2
    others += add_things(img, plates, others, bank, rng, room * np.array([0.45 if scene.complete else 1.6, 1.1]))
    if rng.random() < 0.5:
        img = np.ascontiguousarray(img[:, ::-1])
        plates = [p.mirrored(size) for p in plates]
        others = [Plate(b).mirrored(size).box for b in others]
    known = None if scene.complete else np.array([p.box for p in plates] + others, np.float64).reshape(-1, 4)
    return Window(img, tuple(plates), known)


def add_things(img: np.ndarray, plates: list[Plate], others: list[np.ndarray], bank: Bank, rng: np.random.Generator, rates: np.ndarray) -> list[np.ndarray]:
    """Paste plates (appended to ``plates``) and distractors at free places, Poisson many at the
    given rates, and sometimes a screen overlay. Returns the boxes of the distractors."""
    size, boxes = img.shape[0], []
    taken = [p.box for p in plates] + others
    for _ in range(int(rng.poisson(rates[0]))):
        added = add_plate(img, taken, bank, rng)
        clipped = None if added is None else clip_plate(added, size)
        plates += [] if clipped is None else [clipped]
        taken += [] if added is None else [added.box]
    for _ in range(int(rng.poisson(rates[1]))):
        box = put_distractor(img, taken, bank, rng)
        taken, boxes = (taken, boxes) if box is None else (taken + [box], boxes + [box])
    if rng.random() < 0.15:
        box = put_stamp(img, taken, bank, rng, 2.5)
        boxes += [] if box is None else [box]
    return boxes


def mosaic(bank: Bank, rng: np.random.Generator, size: int) -> Window:
    """Four half-size windows in one: many small plates, little padding."""
    half = size // 2
    img, plates, known = np.empty((size, size), np.uint8), [], []
    for k in range(4):
        x, y = (k % 2) * half, (k // 2) * half
        part = compose_window(bank, rng, half, 0.2)
        img[y : y + half, x : x + half] = part.image
        plates += [p.moved(1, 1, x, y) for p in part.plates]
        areas = np.array([[0.0, 0, half, half]]) if part.known is None else part.known
        known.append(areas + [x, y, x, y])
    return Window(img, tuple(plates), np.concatenate(known))


def make_window(bank: Bank, rng: np.random.Generator, size: int = SIZE, calm: float = 0.0) -> Window:
    """A random training window, a pure function of the bank and the generator's state. ``calm`` is
    the share of windows without a camera's faults, for the end of a training."""
    parts = rng.random() < 0.3 * (1 - calm)
    made = mosaic(bank, rng, size) if parts else compose_window(bank, rng, size, size / 950)
    return made if rng.random() < calm else replace(made, image=photometric(made.image, rng))
