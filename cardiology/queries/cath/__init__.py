"""What the catheterisation report and the coronary tree are made from."""
