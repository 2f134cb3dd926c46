use super::*;

const SIZE_MAX: usize = 2_500;
const HARDER_SIZE_MAX: usize = 4_000;

#[test]
fn every_sum_is_drawn_small_and_spells_nothing() {
    for a in 1..=DIGIT_MAX {
        for b in 1..=DIGIT_MAX {
            let picture = svg(&Question { a, b }, u64::from(a) * 31 + u64::from(b));
            assert!(picture.len() <= SIZE_MAX, "{a}+{b}: {} bytes", picture.len());
            assert!(!picture.contains(['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹']));
            assert_eq!(picture.matches("<path").count(), 1, "one path for all signs");
        }
    }
}

#[test]
fn a_harder_sum_is_drawn_wider_and_spells_nothing_either() {
    for seed in 0..200 {
        let question = Question::from_seed(seed, Level::Harder);
        let picture = svg(&question, seed);
        assert!(picture.len() <= HARDER_SIZE_MAX, "{question:?}: {} bytes", picture.len());
        assert!(picture.starts_with("<svg viewBox=\"0 0 272 64\""), "{}", &picture[..40]);
        assert!(!picture.contains(['۰', '۱', '۲', '۳', '۴', '۵', '۶', '۷', '۸', '۹']));
    }
}

#[test]
fn the_same_seed_draws_the_same_picture_and_another_another() {
    let question = Question { a: 4, b: 8 };
    assert_eq!(svg(&question, 1), svg(&question, 1));
    assert_ne!(svg(&question, 1), svg(&question, 2));
}

#[test]
fn equal_digits_have_unequal_outlines() {
    // The letters of the path, without its numbers, must not tell one digit from another.
    let commands = |seed| {
        let picture = svg(&Question { a: 5, b: 5 }, seed);
        picture.bytes().filter(|byte| matches!(byte, b'-' | b' ')).count()
    };
    assert!((1..8).any(|seed| commands(seed) != commands(seed + 1)));
}

#[test]
fn seeds_reach_every_sum() {
    let mut seen = [[false; 10]; 10];
    for seed in 0..2_000 {
        let question = Question::from_seed(seed, Level::Plain);
        assert!((1..=DIGIT_MAX).contains(&question.a) && (1..=DIGIT_MAX).contains(&question.b));
        assert_eq!(question.answer(), question.a + question.b);
        seen[usize::from(question.a)][usize::from(question.b)] = true;
    }
    assert_eq!(seen.iter().flatten().filter(|seen| **seen).count(), 81);
    for seed in 0..2_000 {
        let Question { a, b } = Question::from_seed(seed, Level::Harder);
        assert!((11..=99).contains(&a) && (11..=99).contains(&b) && a % 10 > 0 && b % 10 > 0);
    }
}
