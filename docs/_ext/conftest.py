"""Parts of the site's build: they need Sphinx, which the tests do not."""  # noqa: INP001 - a folder that Sphinx reads

collect_ignore_glob = ["*.py"]
