"""What changes on the quality board: counted months, the choice of numbers, letters, confirmations."""
