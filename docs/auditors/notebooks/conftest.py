"""The notebooks are run when the site is built; what they import needs Jupyter."""  # noqa: INP001 - beside the pages

collect_ignore_glob = ["*.py"]
