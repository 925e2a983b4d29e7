"""Everything on a plate that is not its serial: legends, stickers, emblems, bolts, frames, bands, scenery."""

from __future__ import annotations

import random

import cv2
import numpy as np

from .glyphs import LEGEND_FONTS, Glyphs, legend
from .templates import SIZE

W, H = SIZE
NAMES = {"AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware",
         "DC": "Washington, D.C.", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
         "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
         "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
         "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
         "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
         "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming", "BR": "SP - SAO PAULO", "CAN": "ONTARIO", "AU": "VICTORIA", "NZ": "NEW ZEALAND"}
SLOGANS = ("Garden State", "SHOW-ME STATE", "Sunflower State", "Land of Lincoln", "The Lone Star State", "dmv.ca.gov", "Great Faces Great Places", "EVERGREEN STATE",
           "IN GOD WE TRUST", "Sportsman's Paradise", "Birthplace of Aviation", "GRAND CANYON STATE", "First In Flight", "THE EMPIRE STATE", "FAMOUS POTATOES",
           "Constitution State", "Live Free or Die", "SUNSHINE STATE", "visitPA.com", "10,000 lakes", "America's Dairyland", "Wild, Wonderful", "ALOHA STATE",
           "NATIVE AMERICA", "The Natural State", "Pure Michigan", "Land of Enchantment", "Great Lakes", "Keystone State", "Treasure State", "COUNTY", "JACKSON", "DAVIDSON",
           "SEDGWICK", "JOHNSON", "DISABLED VETERAN", "FIREFIGHTER", "TAXATION WITHOUT REPRESENTATION", "400th Anniversary", "The Silver State", "APPORTIONED", "TRUCK")
DEALERS = ("TOYOTA OF KC", "POWER FORD", "HONDA", "AUTO SALES", "MOTORS INC", "BOB BAKER", "MCKEVITT", "QUALITY NISSAN", "UNIVERSITY", "ALUMNI", "SAN DIEGO", "BMW OF TOPEKA",
           "CARDIFF BY THE SEA", "Mercedes-Benz", "LEXUS", "JAGUARS", "MOSSY NISSAN", "METRO", "WORTHINGTON", "FRANK MOTORS", "USED CARS", "KEARNY MESA", "CARLSBAD", "MITSUBISHI",
           "Proud Parent", "My other car", "RAIDERS", "CHIEFS", "BOULEVARD", "JAYHAWKS", "HUSKERS", "POHANKA", "CHEVROLET", "Subaru of Lawrence", "VOLVO", "SATURN", "HENDRICK")
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()


def lettering(image: np.ndarray, text: str, box: tuple[float, float, float, float], colour: np.ndarray, font: str) -> None:
    """Draw a line of text stretched into box = (x, y, width, height), clipped to the picture."""
    x, y, w, h = (round(v) for v in box)
    if w < 2 or h < 2:
        return
    alpha = cv2.resize(legend(text, font), (w, h), interpolation=cv2.INTER_AREA)
    x1, y1, x2, y2 = max(0, x), max(0, y), min(image.shape[1], x + w), min(image.shape[0], y + h)
    if x2 <= x1 or y2 <= y1:
        return
    a = alpha[y1 - y:y2 - y, x1 - x:x2 - x, None].astype(np.float32) / 255
    part = image[y1:y2, x1:x2]
    part[:] = (part * (1 - a) + colour * a).astype(np.uint8)


def _line(image: np.ndarray, text: str, centre: tuple[float, float], height: float, colour: np.ndarray, r: random.Random) -> None:
    font = r.choice(LEGEND_FONTS)
    alpha = legend(text, font)
    w = min(alpha.shape[1] * height / alpha.shape[0] * r.uniform(0.8, 1.2), W * 0.9)
    lettering(image, text, (centre[0] - w / 2, centre[1] - height / 2, w, height), colour, font)


def _colour(r: random.Random, lo: int = 0, hi: int = 255) -> np.ndarray:
    return np.float32([r.randint(lo, hi) for _ in range(3)])


def legends(image: np.ndarray, state: str, ink: np.ndarray, r: random.Random) -> None:
    """State name on top, slogan, county or web address below."""
    def tone() -> np.ndarray:
        return ink if r.random() < 0.5 else np.float32((40, 30, 190)) if r.random() < 0.4 else _colour(r, 0, 200)
    if r.random() < 0.93:
        name = NAMES[state]
        _line(image, name.upper() if r.random() < 0.4 else name, (W / 2 + r.uniform(-6, 6), H * r.uniform(0.1, 0.15)), H * r.uniform(0.13, 0.22), tone(), r)
    if r.random() < 0.7:
        _line(image, r.choice(SLOGANS), (W / 2 + r.uniform(-8, 8), H * r.uniform(0.88, 0.93)), H * r.uniform(0.07, 0.13), tone(), r)


def stacked(image: np.ndarray, box: tuple[int, int, int, int], glyphs: Glyphs, ink: np.ndarray, r: random.Random) -> None:
    """Two or three small letters over each other beside the serial."""
    x, y, w, h = box
    n = r.choice((2, 2, 2, 3))
    each = h / n * 0.86
    for i in range(n):
        alpha = cv2.resize(glyphs[r.choice("ABCDEFGHKLMNPRSTVWX23")], (max(2, round(w * 0.8)), max(3, round(each * 0.88))), interpolation=cv2.INTER_AREA)
        top, left = round(y + i * h / n), round(x)
        part = image[top:top + alpha.shape[0], left:left + alpha.shape[1]]
        a = alpha[:part.shape[0], :part.shape[1], None].astype(np.float32) / 255
        part[:] = (part * (1 - a) + ink * a).astype(np.uint8)


def separator(image: np.ndarray, layer: np.ndarray, box: tuple[float, float, float, float], ink: np.ndarray, r: random.Random) -> None:
    """What stands between groups: nothing, a dash, a dot, a small state outline or emblem."""
    x, y, w, h = box
    cx, cy = x + w / 2, y + h * r.uniform(0.42, 0.55)
    kind = r.random()
    if kind < 0.3 or w < h * 0.1:
        return
    if kind < 0.5:
        half = min(w * 0.45, h * r.uniform(0.08, 0.2))
        t = h * r.uniform(0.03, 0.07)
        cv2.rectangle(layer, (round(cx - half), round(cy - t)), (round(cx + half), round(cy + t)), 255, -1)
    elif kind < 0.65:
        cv2.circle(layer, (round(cx), round(cy)), max(1, round(h * r.uniform(0.04, 0.08))), 255, -1, cv2.LINE_AA)
    else:
        emblem(image, (cx, cy), max(w * 0.5, h * 0.12) * r.uniform(0.8, 1.2), ink, r)


def emblem(image: np.ndarray, centre: tuple[float, float], radius: float, ink: np.ndarray, r: random.Random) -> None:
    """A blot that could be a state outline, a star, a seal, an animal or a tree."""
    cx, cy = centre
    colour = ink.tolist() if r.random() < 0.5 else _colour(r, 0, 230).tolist()
    kind = r.random()
    if kind < 0.25:
        cv2.circle(image, (round(cx), round(cy)), max(2, round(radius)), colour, r.choice((-1, 1, 2)), cv2.LINE_AA)
        cv2.circle(image, (round(cx), round(cy)), max(1, round(radius * r.uniform(0.3, 0.7))), _colour(r).tolist(), -1, cv2.LINE_AA)
        return
    n = 10 if kind < 0.45 else r.randint(4, 9)
    angles = np.linspace(0, 2 * np.pi, n, endpoint=False) + r.random()
    lengths = np.tile((1.0, 0.45), 5) if n == 10 else np.array([r.uniform(0.4, 1.1) for _ in range(n)])
    points = np.stack((cx + radius * lengths * np.cos(angles), cy + radius * 1.3 * lengths * np.sin(angles)), 1)
    cv2.fillPoly(image, [np.round(points * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)


def scenery(image: np.ndarray, r: random.Random) -> None:
    """Hills, a sun or a side emblem behind the serial, faint enough to read over."""
    over = image.copy()
    kind = r.random()
    colour = _colour(r, 30, 255)
    if kind < 0.4:
        xs = np.linspace(-5, W + 5, 8)
        ys = H * r.uniform(0.4, 0.8) + np.array([r.uniform(-14, 14) for _ in xs])
        cv2.fillPoly(over, [np.vstack((np.stack((xs, ys), 1), [[W + 5, H], [-5, H]])).astype(np.int32)], colour.tolist(), cv2.LINE_AA)
    elif kind < 0.6:
        cv2.circle(over, (r.randint(0, W), r.randint(0, H)), r.randint(10, 50), colour.tolist(), -1, cv2.LINE_AA)
    else:
        emblem(over, (r.choice((0.12, 0.5, 0.88)) * W, H / 2), H * r.uniform(0.15, 0.35), colour, r)
    cv2.addWeighted(over, r.uniform(0.15, 0.45), image, 1, 0, dst=over)
    np.copyto(image, cv2.addWeighted(over, 0.6, image, 0.4, 0))


def band(image: np.ndarray, r: random.Random) -> None:
    """A coloured band along the top, the foot or both."""
    colour = _colour(r, 30, 255).tolist()
    if r.random() < 0.7:
        image[:round(H * r.uniform(0.12, 0.25))] = colour
    if r.random() < 0.5:
        image[round(H * r.uniform(0.78, 0.9)):] = colour


def euro_band(image: np.ndarray, r: random.Random) -> int:
    """The blue country band at the left; returns where the serial may begin."""
    x = round(W * r.uniform(0.06, 0.1))
    image[:, :x] = (150, r.randint(30, 70), r.randint(0, 30))
    lettering(image, r.choice(("D", "F", "GB", "RO", "NL", "E", "I", "PL")), (x * 0.2, H * 0.6, x * 0.6, H * 0.2), np.float32((250, 250, 250)), "LiberationSans-Bold")
    return x + 2


def furniture(image: np.ndarray, ink: np.ndarray, r: random.Random) -> None:
    """Stickers in the corners, bolts, an outline or a licence-plate frame."""
    for x in (0.01, 0.85):
        if r.random() < 0.42:
            _sticker(image, (x * W + r.uniform(0, 3), (r.choice((0.03, 0.03, 0.76)) + r.uniform(-0.02, 0.03)) * H), r)
    if r.random() < 0.6:
        tone = _colour(r, 20, 200).tolist()
        for x in (0.22, 0.78):
            for y in (0.07, 0.92):
                if r.random() < 0.7:
                    cv2.circle(image, (round(x * W + r.uniform(-3, 3)), round(y * H)), r.choice((2, 2, 3, 4)), tone, -1, cv2.LINE_AA)
    if r.random() < 0.05:
        _hitch(image, r)
    u = r.random()
    if u < 0.33:
        _frame(image, r)
    elif u < 0.6:
        cv2.rectangle(image, (1, 1), (W - 2, H - 2), ink.tolist(), r.choice((1, 1, 2, 3)))


def _hitch(image: np.ndarray, r: random.Random) -> None:
    """A trailer ball or hook that hides the foot of a character or two, never more than the half of one."""
    x, top, half = r.uniform(0.2, 0.8) * W, H * r.uniform(0.56, 0.75), W * r.uniform(0.025, 0.06)
    tone = _colour(r, 10, 110) if r.random() < 0.7 else _colour(r, 150, 240)
    cv2.circle(image, (round(x), round(top + half)), round(half), tone.tolist(), -1, cv2.LINE_AA)
    cv2.rectangle(image, (round(x - half * 0.6), round(top + half)), (round(x + half * 0.6), H), (tone * 0.8).tolist(), -1)


def _sticker(image: np.ndarray, at: tuple[float, float], r: random.Random) -> None:
    x, y = round(at[0]), round(at[1])
    w, h = round(W * r.uniform(0.09, 0.15)), round(H * r.uniform(0.12, 0.22))
    image[y:y + h, x:x + w] = _colour(r, 40, 255)
    text = r.choice((r.choice(MONTHS), str(r.randint(1, 99)), str(r.randint(1990, 2027)), f"{r.randint(1, 12)}-{r.randint(10, 27)}", "MO"))
    lettering(image, text, (x + w * 0.12, y + h * 0.2, w * 0.76, h * 0.6), _colour(r, 0, 90), "LiberationSans-Bold")


def _frame(image: np.ndarray, r: random.Random) -> None:
    """A dealer's frame, which may cover the legends and the edges of the serial's field."""
    colour = _colour(r, 0, 70) if r.random() < 0.65 else np.float32([r.randint(140, 235)] * 3)
    side, top, foot = round(W * r.uniform(0.01, 0.035)), round(H * r.uniform(0.02, 0.17)), round(H * r.uniform(0.03, 0.2))
    if r.random() < 0.25:  # thick frames touch the serial's head or foot, thick sides its ends
        top, foot, side = round(H * r.uniform(0.15, 0.27)), round(H * r.uniform(0.19, 0.29)), round(W * r.uniform(0.01, 0.05))
    image[:, :side] = colour
    image[:, W - side:] = colour
    image[:top] = colour
    image[H - foot:] = colour
    contrast = 255 - colour if r.random() < 0.8 else _colour(r)
    for y, h in ((0, top), (H - foot, foot)):
        if h > 8 and r.random() < 0.75:
            text = r.choice(DEALERS)
            w = min(W * 0.85, len(text) * h * r.uniform(0.4, 0.8))
            lettering(image, text.upper() if r.random() < 0.5 else text, ((W - w) / 2, y + h * 0.15, w, h * 0.75), contrast, r.choice(LEGEND_FONTS))
