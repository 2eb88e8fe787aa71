"""PDF documents: each gathers its context as plain values; `pdf` alone knows the renderer."""
