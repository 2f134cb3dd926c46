//! What PostgreSQL stores after a turn, read from all of its rows.

use super::wire::Talk;
use crate::peers::audit::Stored;
use crate::peers::shape::Shape;
use anyhow::{Context, bail};
use std::str::FromStr;

pub async fn stored(talk: &mut Talk, shape: Shape) -> anyhow::Result<Stored> {
    let mut stored = Stored::default();
    for row in talk.query("SELECT id, free FROM bucket").await? {
        let [id, free] = &row[..] else { bail!("two columns, not {row:?}") };
        stored.free.insert(number(id)?, number(free)?);
    }
    let table = if shape.keeps_requests() { "request" } else { "hold" };
    let sql = format!(
        "SELECT stage, bucket, count(*) FROM {table} WHERE stage IN (1, 2) GROUP BY stage, bucket"
    );
    for row in talk.query(&sql).await? {
        let [stage, bucket, count] = &row[..] else { bail!("three columns, not {row:?}") };
        let counts = if stage == "1" { &mut stored.held } else { &mut stored.booked };
        counts.insert(number(bucket)?, number(count)?);
    }
    Ok(stored)
}

fn number<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(
    text: &str,
) -> anyhow::Result<T> {
    text.parse().with_context(|| format!("a number, not {text:?}"))
}
