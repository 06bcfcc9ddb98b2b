"""Excel workbooks: results, and fill-in forms made from standards."""
