"""A folder of one-school workbooks, read by form descriptions."""
