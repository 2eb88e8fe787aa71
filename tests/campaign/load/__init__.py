"""`make load`: seventy people at once on a hundred thousand patients, beside the published figures."""
