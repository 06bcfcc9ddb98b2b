"""What stands around the values of an Excel file: how a number is shown, errors, hidden rows."""
