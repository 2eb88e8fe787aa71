"""Pictures drawn as SVG from plain values: no query, no request, the same on a page and in a PDF."""
