"""The pictures of a stay: pure layout (places and sizes from plain values), and the painting of it as SVG.

No ORM, no clock, no request: what is laid out can be measured by a test.
"""
