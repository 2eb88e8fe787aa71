"""The pure rules of prescribing: classes that count, order sets, cautions, reconciliation, duration."""
