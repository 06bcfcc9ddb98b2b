"""Published figures, as they were printed, against the readings that were derived from them."""

from published import judged, printed

import compliance

FUZHOU = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
NATIONAL = compliance.load("cn/moe/secondary-vocational-2010")
CONDITIONS = compliance.load("cn/moe/conditions-2022")


def test_minhou_old_campus_fails_the_absolute_area_where_it_is_asked_for() -> None:
    """仅25亩 is 16 666.7 m²: below 40 000 m² under the conditions of 2022."""
    old = judged({"旧校区面积": printed("02")["旧校区面积"]}, CONDITIONS)
    assert old["campus-area"].verdict == "fail"


def test_minhou_old_campus_is_not_judged_on_absolute_area_by_2010_and_fuzhou() -> None:
    """The absolute area binds newly built schools only, and the old campus is not one."""
    old = {"旧校区面积": printed("02")["旧校区面积"], "new_build": False}
    for rulebook in (NATIONAL, FUZHOU):
        finding = judged(old, rulebook)["campus-area"]
        assert (finding.verdict, finding.reason) == ("not_applicable", "condition_false")


def test_minhou_new_campus_passes_as_planned() -> None:
    """约174亩, 65870平方米 and 2500多名 pass area, floor and both per-place figures.

    The planned capacity stands in for enrolment because the case asks for the verdict at
    planned capacity; the library itself reads 可容纳 as capacity, never as enrolment.
    """
    values = printed("02")
    planned = {
        "new_build": True,
        "项目规划用地面积": values["项目规划用地面积"],
        "总占地": values["总占地 (second page)"],
        "总建筑面积": values["总建筑面积"],
        "students": values["预计可容纳"],
    }
    for rulebook in (NATIONAL, FUZHOU):
        item = judged(planned, rulebook)
        for clause in ("campus-area", "campus-per-student", "floor-area", "floor-per-student"):
            assert item[clause].verdict == "pass", clause


def test_minhou_capacity_is_not_an_enrolment() -> None:
    """预计可容纳 2500多名学生 leaves the enrolment unknown."""
    finding = judged(printed("02"), NATIONAL)["enrolment"]
    assert (finding.verdict, finding.needs) == ("unknown", ("students",))


def test_guangyuan_passes_land_floor_and_the_floor_that_it_prints_for_each_pupil() -> None:
    """84519.36平方米, 62331.07031平方米 and the bracketed 生均41.2平方米 pass."""
    item = judged(printed("04"), CONDITIONS)
    for clause in ("campus-area", "floor-area", "floor-per-student"):
        assert item[clause].verdict == "pass", clause


def test_guangyuan_enrolment_is_not_derived_from_a_printed_ratio() -> None:
    """62331.07 / 41.2 hints at 1513 pupils, but nothing says so: land a pupil stays unknown."""
    finding = judged(printed("04"), CONDITIONS)["campus-per-student"]
    assert (finding.verdict, finding.needs) == ("unknown", ("students",))


def test_mianzhu_approximate_figures_decide_where_every_value_agrees() -> None:
    """364余亩 over 5000余人 is above 33 m² for every value; 5.6万册 is below 30 for every value."""
    item = judged(printed("08"), NATIONAL)
    assert item["campus-per-student"].verdict == "pass"
    assert item["books-per-student"].verdict == "fail"


def test_mianzhu_partial_figures_are_not_taken_for_the_whole() -> None:
    """Teaching and office floor is not all floor, and staff are not full-time teachers."""
    item = judged(printed("08"), NATIONAL)
    assert item["floor-per-student"].needs == ("floor_area",)
    assert item["student-teacher-ratio"].needs == ("teachers",)
    assert {item[c].verdict for c in ("floor-per-student", "student-teacher-ratio")} == {"unknown"}


def test_xinan_is_a_hair_outside_one_to_twenty_five() -> None:
    """18541 pupils to 741 teachers is 25.02 to one: outside 1:25."""
    finding = judged(printed("12"), FUZHOU)["student-teacher-ratio"]
    assert finding.verdict == "fail"
    assert finding.to_dict()["display"]["measured"] == "1:25.02"


def test_mianzhu_in_its_own_year() -> None:
    """In 2008 the standard of 2001 bound: 364余亩 is above all of its sites, books fail."""
    trial = compliance.load("cn/moe/secondary-vocational-2001", on="2008-12-31")
    item = judged(printed("08"), trial)
    assert trial.binding == "in_force"
    assert item["campus-area"].verdict == "pass"
    assert item["books-per-student"].verdict == "fail"
    assert (item["teachers"].verdict, item["teachers"].needs[:1]) == ("unknown", ("teachers",))


def test_mianzhu_dual_share_is_of_specialist_teachers() -> None:
    """“双师型”教师占专业教师总数 95% is the share that 2010 asks 30 % of, printed as such."""
    finding = judged(printed("08"), NATIONAL)["dual-qualified-share"]
    assert (finding.verdict, str(finding.measured)) == ("pass", "19/20")


def test_xinan_new_centre_suffices_for_its_places_and_not_for_its_county() -> None:
    """488亩 and 26万平方米 pass at 7000 places; at the county's 18541 pupils both fail."""
    values = printed("12")
    centre = {"占地": values["职教中心计划占地"], "建筑面积": values["职教中心建筑面积"]}
    for students, verdict in ((values["可容纳"], "pass"), (values["在校生总计"], "fail")):
        item = judged({**centre, "students": students}, NATIONAL)
        for clause in ("campus-per-student", "floor-per-student"):
            assert item[clause].verdict == verdict, (clause, students)
