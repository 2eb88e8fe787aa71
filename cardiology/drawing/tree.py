"""The shape of the coronary tree: where each segment runs, how wide it is, where its label stands.

A schematic front view: the right coronary artery curves along the left edge, the left main leaves the aortic
root to the right, the anterior descending artery runs down the middle, the circumflex along the right edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cardiology.drawing.curves import Place, Point, along, curve, gap

WIDTH, HEIGHT = 560, 440
JOINS = 3.0  # segments whose ends lie closer than this go on into each other
AORTA = (238.0, 52.0, 27.0)  # centre and radius of the aortic root


@dataclass(frozen=True)
class Vessel:
    """One segment: its course, its width at both ends, where its number and its findings are written."""

    places: tuple[Place, ...]
    widths: tuple[float, float]
    label: Point
    callout: Point
    is_trunk: bool = False  # its end is marked, since the next segment goes straight on

    def width(self, place: Place) -> float:
        """How wide the vessel is at a place of its course."""
        return self.widths[0] + (self.widths[1] - self.widths[0]) * place.share


def _trunk(widths: Point, label: Point, callout: Point, *course: Point) -> Vessel:
    return Vessel(curve(*course), widths, label, callout, is_trunk=True)


def _branch(widths: Point, label: Point, callout: Point, *course: Point) -> Vessel:
    return Vessel(curve(*course), widths, label, callout)


TREE: dict[str, Vessel] = {
    # right coronary artery
    "1": _trunk((11.5, 10.5), (150, 44), (96, 30), (216, 64), (184, 44), (134, 52), (106, 92)),
    "2": _trunk((10.5, 9.5), (70, 152), (34, 150), (106, 92), (82, 128), (72, 176), (80, 226)),
    "3": _trunk((9.5, 8), (86, 280), (48, 292), (80, 226), (86, 268), (108, 306), (150, 322)),
    "4": _branch((7, 3.5), (162, 398), (140, 426), (150, 322), (164, 346), (174, 382), (178, 426)),
    "5": _trunk((7, 5), (206, 304), (222, 290), (150, 322), (184, 322), (228, 316), (268, 298)),
    "6": _branch((5, 2.5), (201, 390), (214, 432), (190, 320), (202, 346), (212, 378), (216, 420)),
    "7": _branch((5, 2.5), (242, 384), (262, 424), (230, 313), (242, 336), (254, 368), (260, 408)),
    "8": _branch((5, 2.5), (281, 366), (296, 404), (268, 298), (282, 320), (294, 350), (300, 388)),
    "9": _branch((4, 2.5), (134, 376), (112, 394), (166, 360), (156, 368), (146, 380), (140, 398)),
    "10": _branch((6, 2.5), (124, 252), (134, 210), (76, 196), (98, 216), (130, 232), (156, 262)),
    # left main
    "11": _trunk((13, 12), (288, 48), (300, 26), (260, 66), (276, 66), (296, 68), (316, 78)),
    "11a": _trunk((13, 13), (268, 90), (268, 26), (260, 66), (266, 66), (272, 66), (279, 67)),
    "11b": _trunk((13, 12.5), (287, 54), (300, 26), (279, 67), (286, 68), (292, 69), (298, 71)),
    "11c": _trunk((12.5, 12), (298, 94), (330, 26), (298, 71), (304, 73), (310, 75), (316, 78)),
    # left anterior descending artery
    "12": _trunk((11, 10), (313, 130), (276, 124), (316, 78), (326, 102), (336, 130), (340, 162)),
    "13": _trunk((10, 8), (330, 226), (282, 222), (340, 162), (346, 200), (352, 240), (352, 284)),
    "14": _trunk((8, 3.5), (334, 346), (372, 424), (352, 284), (352, 332), (346, 380), (330, 430)),
    "15": _branch((6.5, 3), (394, 240), (394, 216), (336, 140), (360, 160), (380, 190), (392, 226)),
    "15a": _branch((4, 2.5), (408, 188), (420, 184), (366, 171), (376, 176), (388, 180), (398, 184)),
    "16": _branch((6, 3), (398, 310), (404, 288), (348, 214), (370, 236), (386, 266), (396, 300)),
    "16a": _branch((4, 2.5), (415, 260), (424, 252), (374, 246), (384, 250), (394, 254), (404, 256)),
    "17": _branch((4, 2.5), (302, 238), (268, 246), (341, 172), (322, 188), (310, 208), (304, 228)),
    "29": _branch((5, 2.5), (388, 376), (408, 358), (352, 296), (366, 314), (378, 340), (386, 366)),
    "29a": _branch((4, 2.5), (406, 334), (418, 330), (368, 322), (376, 326), (386, 329), (394, 330)),
    # ramus and circumflex artery
    "28": _branch((7, 3), (430, 192), (436, 172), (316, 78), (360, 100), (402, 136), (426, 182)),
    "28a": _branch((4, 2.5), (418, 120), (446, 130), (386, 122), (400, 126), (414, 129), (428, 131)),
    "18": _trunk((10.5, 9.5), (376, 56), (390, 38), (316, 78), (352, 66), (400, 66), (440, 92)),
    "19": _trunk((9.5, 8), (484, 106), (500, 96), (440, 92), (474, 112), (500, 154), (508, 204)),
    "19a": _trunk((8, 6.5), (526, 258), (512, 258), (508, 204), (516, 244), (514, 284), (500, 318)),
    "20": _branch((6.5, 3), (452, 230), (452, 206), (440, 92), (452, 126), (458, 172), (452, 220)),
    "20a": _branch((4, 2.5), (467, 200), (472, 186), (455, 146), (463, 156), (468, 168), (472, 183)),
    "21": _branch((6, 3), (458, 290), (462, 264), (497, 156), (486, 182), (474, 232), (462, 278)),
    "21a": _branch((4, 2.5), (432, 274), (432, 250), (473, 230), (460, 236), (448, 246), (440, 258)),
    "22": _branch((5.5, 3), (472, 338), (466, 334), (510, 220), (500, 248), (488, 290), (476, 326)),
    "22a": _branch((4, 2.5), (438, 318), (436, 302), (489, 284), (476, 288), (464, 296), (452, 306)),
    "23": _trunk((6.5, 5), (446, 372), (430, 356), (500, 318), (486, 350), (460, 378), (424, 392)),
    "24": _branch((5, 2.5), (524, 404), (524, 376), (492, 334), (502, 356), (508, 382), (510, 412)),
    "25": _branch((5, 2.5), (493, 416), (486, 428), (472, 362), (480, 382), (482, 402), (480, 420)),
    "26": _branch((5, 2.5), (459, 420), (448, 428), (446, 382), (450, 396), (450, 412), (446, 428)),
    "27": _branch((5.5, 3), (376, 418), (388, 404), (424, 392), (408, 398), (394, 410), (384, 430)),
}

ALWAYS = ("1", "2", "3", "10", "11a", "11b", "11c", "12", "13", "14", "15", "15a", "16", "16a", "17", "18",
          "19", "19a", "20", "20a", "21", "21a", "22", "22a", "23", "28", "28a", "29", "29a")  # fmt: skip
FROM_RIGHT, FROM_LEFT = ("4", "9", "5", "6", "7", "8"), ("24", "25", "26", "27")
BY_DOMINANCE = {
    "right": FROM_RIGHT,
    "left": FROM_LEFT,
    "co": ("4", "9", "24", "25", "26"),  # the PDA from the right, the posterolateral branches from the left
}


def stretch(numbers: Sequence[str]) -> Vessel:
    """Segments that follow each other as one vessel; what does not join on is left out."""
    course = [TREE[n] for n in sorted({n for n in numbers if n in TREE}, key=list(TREE).index)]
    joined = course[:1]
    for vessel in course[1:]:
        if gap(joined[-1].places[-1], vessel.places[0]) < JOINS:
            joined.append(vessel)
    if len(joined) == 1:
        return TREE[numbers[0]]
    points = [(p.x, p.y) for vessel in joined for p in vessel.places]
    first = TREE[numbers[0]]
    return Vessel(along(points), (joined[0].widths[0], joined[-1].widths[1]), first.label, first.callout)


def drawn(dominance: str | None, named: set[str]) -> list[str]:
    """The segments to draw: those of this dominance (of the usual right one where it is not known), and any
    that a finding names."""
    shown = {*ALWAYS, *BY_DOMINANCE.get(dominance or "right", FROM_RIGHT), *named}
    return [number for number in TREE if number in shown and number != "11"]
