"""Pictures of the record as SVG: plain values in, markup out, the same on the page and on paper."""
