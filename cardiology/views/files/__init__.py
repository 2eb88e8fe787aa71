"""Files in and out: uploads, their check and decision, batches and their undoing, exports and templates."""
