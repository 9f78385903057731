"""The day from which a document counts as known."""

import pandas as pd
from criteria.states import table

from ntm_analysis.attainment.known import pick_known, pick_undated, read_days_known

REGISTER = table(
    "documents",
    {"document": "late", "issued_on": "2017-02-27", "reference_date": "2017-01-31"},
    {"document": "early", "issued_on": "2020-02-12", "reference_date": "2020-12-31"},
    {"document": "undated", "reference_date": "2015-12-31"},
)


def test_the_day_of_issue_counts_and_no_day_before_the_one_told_of():
    assert {name: f"{day:%Y-%m-%d}" for name, day in read_days_known(REGISTER).items()} == {
        "late": "2017-02-27",
        "early": "2020-12-31",
        "undated": "2015-12-31",
    }
    assert pick_undated(REGISTER)["document"].tolist() == ["undated"]
    assert pick_known(REGISTER, "2017-02-26")["document"].tolist() == ["undated"]
    assert pick_known(REGISTER, "2017-02-27")["document"].tolist() == ["late", "undated"]
    assert pick_known(REGISTER) is REGISTER
    assert read_days_known(REGISTER.iloc[[2]]).tolist() == [pd.Timestamp("2015-12-31")]
