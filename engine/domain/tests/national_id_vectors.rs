//! National IDs that others' test suites hold valid or invalid; see `data/README.md`.

use nobat_domain::person::NationalId;

const ROWS: &str = include_str!("data/national_ids.csv");
const ROWS_IN_FILE: usize = 51;

/// Value and where it is valid: `form`, `import` or `no`.
fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROWS.lines().skip(1).map(|line| {
        let fields: Vec<_> = line.split(',').collect();
        let [value, valid_in, _source] = fields[..] else { panic!("{line} has three fields") };
        (value, valid_in)
    })
}

#[test]
fn every_vector_is_judged_as_its_source_judges_it() {
    let mut judged = 0;
    for (value, valid_in) in rows() {
        let typed = NationalId::parse(value).is_ok();
        let imported = NationalId::parse_padded(value).is_ok();
        match valid_in {
            "form" => assert!(typed && imported, "{value} is valid anywhere"),
            "import" => assert!(!typed && imported, "{value} has lost its zeros"),
            "no" => assert!(!typed, "{value} is nobody's"),
            other => panic!("{other} is no place"),
        }
        judged += 1;
    }
    assert_eq!(judged, ROWS_IN_FILE);
}

#[test]
fn padding_changes_nothing_for_ten_digits() {
    let whole = rows().filter(|(value, _)| value.chars().filter(|c| c.is_numeric()).count() == 10);
    let mut compared = 0;
    for (value, _) in whole {
        assert_eq!(NationalId::parse(value), NationalId::parse_padded(value), "{value}");
        compared += 1;
    }
    assert!(compared > ROWS_IN_FILE / 2);
}

#[test]
fn a_lost_digit_may_be_somebody_else_once_padded() {
    for value in ["12345-6789", "012346578-"] {
        assert!(rows().any(|row| row == (value, "no")), "{value} is a vector");
        assert!(NationalId::parse_padded(value).is_ok());
    }
}
