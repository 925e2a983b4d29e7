"""Class list of the state classifier; the manifest carries it to the TypeScript side."""

from __future__ import annotations

STATES = ("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND "
          "OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY").split()
OTHER = "other"
LABELS = (*STATES, OTHER)
INDEX = {name: i for i, name in enumerate(LABELS)}
