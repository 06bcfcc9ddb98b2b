"""Evidence is there, is not there, or is not known: nothing in between counts as there."""

import pytest

from compliance.intake.values import Refused, read_value
from compliance.vocabulary import Evidence

FACT = Evidence(type="evidence", zh="消防验收", en="fire safety")


@pytest.mark.parametrize("given", ["是", "有", "符合", "闽建验〔2015〕12号", "[2015]12号",
                                   "《验收意见书》", "scan.PDF", True,
                                   "《章程》、闽教〔2010〕5号（示例）"])  # fmt: skip
def test_a_yes_or_a_document_is_evidence(given: object) -> None:
    """An affirmative word, or the number, title or file of a document, is evidence."""
    found = read_value(FACT, given, "A1")
    assert found is not None
    assert found.value is True


@pytest.mark.parametrize("given", ["否", "没有", "不符合", False])
def test_a_no_is_a_no(given: object) -> None:
    """A negative word says that the requirement is not met."""
    found = read_value(FACT, given, "A1")
    assert found is not None
    assert found.value is False


@pytest.mark.parametrize("given", ["未取得闽建验〔2015〕12号", "正在办理《验收意见书》", "12号楼",
                                   "申请文号〔2015〕3号已过期", "办理中", "基本符合",
                                   "闽教〔2010〕5号 已注销", "《章程》草案",
                                   "《行政处罚决定书》", "见《章程》"])  # fmt: skip
def test_doubt_is_never_evidence(given: str) -> None:
    """A document that is awaited, lapsed or merely mentioned is refused, so it stays unknown."""
    with pytest.raises(Refused) as caught:
        read_value(FACT, given, "A1")
    assert caught.value.code == "evidence-unclear"


@pytest.mark.parametrize("given", ["", "无", "-", "/", None])
def test_nothing_written_is_nothing_known(given: str | None) -> None:
    """无 under evidence is missing evidence, not a refusal of the requirement."""
    assert read_value(FACT, given, "A1") is None
