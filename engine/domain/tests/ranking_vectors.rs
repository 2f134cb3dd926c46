//! G9, ORD-1: the order of lists against worked examples.

use std::collections::BTreeSet;

use nobat_domain::ids::{Day, OfficeId, Period};
use nobat_domain::office::{Band, Capabilities, Capability, Needs};
use nobat_domain::person::LandlinePrefix;
use nobat_domain::ranking::{OfficeDay, ROWS_MAX, Ranking, Rotation, Standing, Wish, rank};

const VECTORS: &str = include_str!("data/ranking.txt");
const SEEDS: u64 = 8;

struct Case {
    citizen: Option<LandlinePrefix>,
    needs: Needs,
    offices: Vec<ListedOffice>,
    /// Groups of equals, best first: office number and period.
    expected: Vec<BTreeSet<(u32, Period)>>,
}

struct ListedOffice {
    id: OfficeId,
    phone: Option<LandlinePrefix>,
    capabilities: Capabilities,
    morning: Standing,
    evening: Standing,
}

fn capabilities(words: &str) -> Capabilities {
    words
        .split(',')
        .filter(|word| *word != "-")
        .map(|word| Capability::from_name(word).expect("a known capability"))
        .collect()
}

fn standing(counts: &str) -> Standing {
    let (free, approved) = counts.split_once('/').expect("free/approved");
    let [free, approved] = [free, approved].map(|count| count.parse().expect("a count"));
    Standing::new(free, 0, approved).expect("possible counts")
}

fn listed_office(line: &str) -> ListedOffice {
    let words: Vec<&str> = line.split(' ').collect();
    let [code, phone, can, morning, evening] = words[..] else {
        panic!("not an office: {line}");
    };
    ListedOffice {
        id: OfficeId(code.parse().expect("a number")),
        phone: LandlinePrefix::parse(phone).ok(),
        capabilities: capabilities(can),
        morning: standing(morning),
        evening: standing(evening),
    }
}

fn group(line: &str) -> BTreeSet<(u32, Period)> {
    line.split(' ')
        .map(|row| {
            let (code, period) = row.split_at(row.len() - 1);
            let period = if period == "m" { Period::Morning } else { Period::Evening };
            (code.parse().expect("a number"), period)
        })
        .collect()
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in VECTORS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(head) = line.strip_prefix("case ") {
            let (phone, needs) = head.split_once(' ').expect("phone and needs");
            cases.push(Case {
                citizen: LandlinePrefix::parse(phone).ok(),
                needs: Needs::asking_for(capabilities(needs)),
                offices: Vec::new(),
                expected: Vec::new(),
            });
            continue;
        }
        let case = cases.last_mut().expect("a case begins before its lines");
        match line.strip_prefix("office ") {
            Some(office) => case.offices.push(listed_office(office)),
            None => case.expected.push(group(line)),
        }
    }
    cases
}

fn list(case: &Case, seed: u64) -> Ranking {
    let serving = case.offices.iter().filter(|office| case.needs.met_by(office.capabilities));
    let offices = serving.map(|office| OfficeDay {
        office: office.id,
        band: Band::between(case.citizen, office.phone),
        morning: office.morning,
        evening: office.evening,
    });
    let rotation = Rotation::new(seed, Day(20_000));
    rank(offices, &Wish { rotation, bands_extra: 0, rows_max: ROWS_MAX })
}

#[test]
fn every_example_is_listed_in_its_order_whatever_the_draw() {
    let cases = cases();
    assert_eq!(cases.len(), 31);
    for (number, case) in cases.iter().enumerate() {
        for seed in 0..SEEDS {
            let ranking = list(case, seed);
            let mut rows =
                ranking.rows.iter().map(|row| (row.shift.office().0, row.shift.period()));
            for expected in &case.expected {
                let got: BTreeSet<_> = rows.by_ref().take(expected.len()).collect();
                assert_eq!(&got, expected, "case {number}, seed {seed}");
            }
            assert_eq!(rows.next(), None, "case {number}, seed {seed}");
        }
    }
}
