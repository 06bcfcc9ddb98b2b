import sys
from importlib.util import find_spec
from pathlib import Path

collect_ignore_glob = [] if find_spec("dask") else ["test_*.py"]
TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / "columns"), str(TESTS / "checking")]
