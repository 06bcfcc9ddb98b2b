"""The site: ``sphinx-build -W --keep-going -b html docs OUT``. Nothing is fetched, notebooks run.

Pages are bilingual in one text, Chinese and English side by side, so that there is one site.
"""  # noqa: INP001 - a folder of pages

import os
import sys
from importlib.metadata import version as installed
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "compliance 办学条件达标核验"
author = "compliance"
release = version = installed("school-compliance")
language = "zh_CN"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "listings",
    "chinese",
    "properties",
]
exclude_patterns = ["changes", "examples", "_build"]

myst_heading_anchors = 4
myst_url_schemes = ["http", "https", "mailto", "repository"]  # the last is that of listings.py

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_execution_show_tb = True
nb_render_markdown_format = "gfm"
nb_merge_streams = True
nb_ipywidgets_js = {}  # its default is a script of another host

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the signatures' own; the texts say what each argument is
autodoc_class_signature = "separated"  # what makes an object is a function, not its class
autodoc_default_options = {"exclude-members": "__init__, __new__"}
add_module_names = False
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # summaries are fetched, which a page opened from disk cannot do
html_theme_options = {
    "light_css_variables": {"font-stack": "system-ui, 'WenQuanYi Micro Hei', sans-serif"},
    "dark_css_variables": {"font-stack": "system-ui, 'WenQuanYi Micro Hei', sans-serif"},
}
html_last_updated_fmt = None


def setup(app):  # noqa: ANN001, ANN201, D103 - Sphinx's
    from pygments.lexers.special import TextLexer  # noqa: PLC0415 - the tests read this file too

    # notebooks run the command that belongs to the interpreter at work
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    app.connect("source-read", titled)
    app.add_lexer("cells", TextLexer)  # changed cells, which docs/conftest.py reads


def titled(_app, docname, source):  # noqa: ANN001, ANN201
    """Give the table that ``compliance standards coverage`` writes a heading, as a page has one."""
    if docname == "coverage":
        source[0] = "# 覆盖情况 Coverage\n\n" + source[0]
