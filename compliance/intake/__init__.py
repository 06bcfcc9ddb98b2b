"""Schools' facts as they come: profiles, files, dataframes → exact values with their cells."""
