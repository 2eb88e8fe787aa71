"""What is done in the catheter laboratory: procedures, their lesions, their devices."""
