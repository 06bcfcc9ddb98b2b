"""Charts of findings with Altair (extra ``plots``), in both languages, to be restyled at will.

``matrix``, ``distances`` and ``districts`` return ordinary Altair charts with their data inside;
``save`` writes one as a page that needs no network, as SVG, PNG or JSON. In a notebook without a
network, ``altair.renderers.enable("mimetype")`` leaves the drawing to JupyterLab itself.

>>> import compliance
>>> from compliance import plots
>>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
>>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
>>> chart = plots.distances(findings, "campus-per-student").properties(width=600)
>>> type(chart).__name__
'LayerChart'
"""

from compliance.plots.charts import distances, districts, matrix
from compliance.plots.fonts import require_cjk
from compliance.plots.save import save

__all__ = ["distances", "districts", "matrix", "require_cjk", "save"]
