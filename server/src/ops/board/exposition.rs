//! Prometheus text, read back: strictly, because a figure that is guessed is worse than none.

use super::latency::Buckets;

/// Lines beyond these are not ours.
const LINES_MAX: usize = 20_000;

/// What a recorder has rendered.
#[derive(Debug, Default)]
pub struct Exposition<'a> {
    lines: Vec<Line<'a>>,
}

#[derive(Debug)]
struct Line<'a> {
    name: &'a str,
    labels: Vec<(&'a str, &'a str)>,
    value: f64,
}

/// What stands where a sample was expected.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ExpositionFault {
    #[error("reading the metrics: line {0} is no sample")]
    NoSample(usize),
    #[error("reading the metrics: more than {LINES_MAX} lines")]
    TooLong,
    #[error("reading the metrics: {0} is no count")]
    NoCount(&'static str),
    #[error("reading the metrics: {0} has no buckets that rise")]
    NoHistogram(&'static str),
}

impl<'a> Exposition<'a> {
    /// # Errors
    /// The first line that is neither a comment, nor empty, nor a sample.
    pub fn read(text: &'a str) -> Result<Self, ExpositionFault> {
        let mut lines = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if number > LINES_MAX {
                return Err(ExpositionFault::TooLong);
            }
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            lines.push(sample(line).ok_or(ExpositionFault::NoSample(number))?);
        }
        Ok(Self { lines })
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Line<'a>> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// A counter or a gauge, summed over its labels; zero while nobody has touched it.
    ///
    /// # Errors
    /// [`ExpositionFault::NoCount`] if it is not a whole number of at least zero.
    pub fn count(&self, name: &'static str) -> Result<u64, ExpositionFault> {
        self.named(name).try_fold(0, |sum, line| Ok(sum + whole(name, line.value)?))
    }

    /// The part of a counter that has this label.
    ///
    /// # Errors
    /// As [`Self::count`].
    pub fn count_of(
        &self,
        name: &'static str,
        label: (&str, &str),
    ) -> Result<u64, ExpositionFault> {
        let labelled = self.named(name).filter(|line| line.labels.contains(&label));
        labelled.into_iter().try_fold(0, |sum, line| Ok(sum + whole(name, line.value)?))
    }

    /// Sum and count of a distribution of whole numbers, however it is rendered.
    ///
    /// # Errors
    /// As [`Self::count`].
    pub fn sum_and_count(&self, name: &'static str) -> Result<(u64, u64), ExpositionFault> {
        let part = |suffix: &str| {
            let full = |line: &&Line<'_>| line.name.strip_prefix(name) == Some(suffix);
            let mut found = self.lines.iter().filter(full);
            found.try_fold(0, |sum, line| Ok(sum + whole(name, line.value)?))
        };
        Ok((part("_sum")?, part("_count")?))
    }

    /// A histogram without labels; empty while nothing has been recorded.
    ///
    /// # Errors
    /// [`ExpositionFault::NoHistogram`] if its buckets do not rise, or are too many.
    pub fn buckets(&self, name: &'static str) -> Result<Buckets, ExpositionFault> {
        let fault = ExpositionFault::NoHistogram(name);
        let full = |line: &&Line<'_>| line.name.strip_prefix(name) == Some("_bucket");
        let mut buckets = Buckets::default();
        for line in self.lines.iter().filter(full) {
            let [("le", bound)] = line.labels[..] else { return Err(fault) };
            let bound = bound.parse().map_err(|_| fault.clone())?;
            if !buckets.push(bound, whole(name, line.value)?) {
                return Err(fault);
            }
        }
        // The recorder renders summaries under the same name where it was given no bounds.
        let unbounded = buckets.is_empty() && self.named(name).next().is_some();
        if unbounded { Err(fault) } else { Ok(buckets) }
    }
}

/// The largest whole number that a rendered figure carries exactly.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

fn whole(name: &'static str, value: f64) -> Result<u64, ExpositionFault> {
    let is_whole = (0.0..=WHOLE_MAX).contains(&value) && value.fract() == 0.0;
    if is_whole { Ok(value as u64) } else { Err(ExpositionFault::NoCount(name)) }
}

/// `name{label="value",…} 12.5`
fn sample(line: &str) -> Option<Line<'_>> {
    let end = line.find(['{', ' '])?;
    let name = &line[..end];
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    if name.is_empty()
        || !name.chars().all(letter)
        || name.starts_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let mut labels = Vec::new();
    let mut rest = &line[end..];
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        while !rest.starts_with('}') {
            let (label, after) = rest.split_once("=\"")?;
            let close = closing_quote(after)?;
            labels.push((label, &after[..close]));
            rest = &after[close + 1..];
            rest = match rest.strip_prefix(',') {
                Some(next) if !next.starts_with('}') => next,
                Some(_) => return None,
                None if rest.starts_with('}') => rest,
                None => return None,
            };
        }
        rest = &rest[1..];
    }
    let value = rest.strip_prefix(' ')?.parse().ok()?;
    Some(Line { name, labels, value })
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# TYPE a_total counter\n\
        a_total 3\n\
        \n\
        b_total{bank=\"sadad\",outcome=\"paid\"} 5\n\
        b_total{bank=\"parsian\",outcome=\"paid\"} 2\n\
        b_total{bank=\"sadad\",outcome=\"unknown\"} 1\n\
        c_seconds_bucket{le=\"0.001\"} 4\n\
        c_seconds_bucket{le=\"0.1\"} 9\n\
        c_seconds_bucket{le=\"+Inf\"} 10\n\
        c_seconds_sum 0.25\n\
        c_seconds_count 10\n\
        d_records{quantile=\"0.5\"} 2.5\n\
        d_records_sum 120\n\
        d_records_count 40\n";

    #[test]
    fn the_named_figures_are_found_with_their_labels() {
        let read = Exposition::read(TEXT).expect("well formed");
        assert_eq!(read.count("a_total"), Ok(3));
        assert_eq!(read.count("b_total"), Ok(8));
        assert_eq!(read.count_of("b_total", ("outcome", "paid")), Ok(7));
        assert_eq!(read.count_of("b_total", ("outcome", "returned")), Ok(0));
        assert_eq!(read.count("a"), Ok(0), "a beginning is not a name");
        assert_eq!(read.sum_and_count("d_records"), Ok((120, 40)));
        assert_eq!(read.buckets("c_seconds").map(|buckets| buckets.total()), Ok(10));
        assert_eq!(read.buckets("e_seconds").map(|buckets| buckets.total()), Ok(0));
    }

    #[test]
    fn a_line_that_is_no_sample_is_refused_by_its_number() {
        for broken in [
            "a_total",
            "a_total  3",
            "a_total 3 4",
            "a_total{x=\"1\" 3",
            "a_total{x=1} 3",
            "a_total{x=\"1\",} 3",
            "a_total{x=\"1\"y=\"2\"} 3",
            "a-total 3",
            "9a 3",
            " 3",
            "a_total three",
        ] {
            let text = format!("ok 1\n{broken}\n");
            let fault = Exposition::read(&text).map(|_| ()).expect_err(broken);
            assert_eq!(fault, ExpositionFault::NoSample(2), "{broken}");
        }
        let endless = "a 1\n".repeat(LINES_MAX + 1);
        assert_eq!(Exposition::read(&endless).err(), Some(ExpositionFault::TooLong));
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_label() {
        let read = Exposition::read(r#"a_total{x="say \"}\" \\"} 3"#).expect("well formed");
        assert_eq!(read.count("a_total"), Ok(3));
    }

    #[test]
    fn what_is_no_count_or_no_histogram_is_refused() {
        for odd in ["-1", "2.5", "NaN", "+Inf", "1e300"] {
            let text = format!("a_total {odd}\n");
            let read = Exposition::read(&text).expect("a number all the same");
            assert_eq!(read.count("a_total"), Err(ExpositionFault::NoCount("a_total")), "{odd}");
        }
        for odd in [
            "c_bucket{le=\"0.1\"} 4\nc_bucket{le=\"0.01\"} 5\n",
            "c_bucket{le=\"0.1\"} 4\nc_bucket{le=\"0.2\"} 3\n",
            "c_bucket{le=\"low\"} 4\n",
            "c_bucket 4\n",
            "c{quantile=\"0.5\"} 4\n",
        ] {
            let read = Exposition::read(odd).expect("samples");
            assert_eq!(read.buckets("c"), Err(ExpositionFault::NoHistogram("c")), "{odd}");
        }
    }
}
