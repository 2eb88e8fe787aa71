"""Emergency access: finding, opening and reading; the review by the heads."""
