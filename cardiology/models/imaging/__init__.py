"""What is recorded and read: electrocardiogram, echocardiogram."""
