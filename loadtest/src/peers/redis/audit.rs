//! What Redis stores after a turn, read from all of its keys.

use super::dialect::{place, rank_key};
use super::resp::Value;
use super::server::Talk;
use crate::peers::audit::Stored;
use crate::peers::country::{BUCKETS, Bucket, HOT};
use crate::peers::shape::Shape;
use anyhow::{Context, bail};
use std::collections::BTreeMap;

/// Keys asked for at once.
const CHUNK: usize = 1_000;
const SCAN_COUNT: &[u8] = b"10000";

pub async fn stored(talk: &mut Talk, shape: Shape) -> anyhow::Result<Stored> {
    let mut stored = Stored::default();
    let ids: Vec<u32> = (0..=HOT).collect();
    for chunk in ids.chunks(CHUNK) {
        let keys: Vec<String> = chunk.iter().map(|id| format!("b:{id}")).collect();
        let free = texts(mget(talk, &keys).await?)?;
        for (id, free) in chunk.iter().zip(free) {
            stored.free.insert(*id, free.parse().context("a counter")?);
        }
    }
    if shape.keeps_requests() {
        requests(talk, &mut stored).await?;
        let deadlines = talk.ask(&[b"ZCARD", b"deadlines"]).await?;
        stored.deadlines = Some(u64::try_from(number(&deadlines)?)?);
        codes(talk, &stored).await?;
    } else {
        stored.held = records(talk, "h:*").await?;
        stored.booked = records(talk, "k:*").await?;
    }
    if shape.keeps_lists() {
        stored.ranks_wrong = ranks_wrong(talk, &stored.free).await?;
    }
    Ok(stored)
}

async fn mget(talk: &mut Talk, keys: &[String]) -> anyhow::Result<Value> {
    let mut words: Vec<&[u8]> = vec![b"MGET"];
    words.extend(keys.iter().map(String::as_bytes));
    talk.ask(&words).await
}

fn texts(value: Value) -> anyhow::Result<Vec<String>> {
    let Value::List(values) = value else { bail!("{value:?} is no list") };
    let texts = values.into_iter().map(|value| match value {
        Value::Text(text) => Ok(text),
        other => bail!("{other:?} is no text"),
    });
    texts.collect()
}

fn number(value: &Value) -> anyhow::Result<i64> {
    let Value::Number(number) = value else { bail!("{value:?} is no number") };
    Ok(*number)
}

async fn keys(talk: &mut Talk, pattern: &str) -> anyhow::Result<Vec<String>> {
    let (mut found, mut cursor) = (Vec::new(), "0".to_owned());
    loop {
        let words: [&[u8]; 6] =
            [b"SCAN", cursor.as_bytes(), b"MATCH", pattern.as_bytes(), b"COUNT", SCAN_COUNT];
        let Value::List(mut answer) = talk.ask(&words).await? else { bail!("SCAN has no list") };
        let (keys, next) = (answer.pop(), answer.pop());
        found.extend(texts(keys.context("SCAN has no keys")?)?);
        let Some(Value::Text(next)) = next else { bail!("SCAN has no cursor") };
        if next == "0" {
            // A key may be met twice while the table is resized.
            found.sort();
            found.dedup();
            return Ok(found);
        }
        cursor = next;
    }
}

/// Hold or booking records by the bucket that stands in them.
async fn records(talk: &mut Talk, pattern: &str) -> anyhow::Result<BTreeMap<u32, u64>> {
    let mut counts = BTreeMap::new();
    for chunk in keys(talk, pattern).await?.chunks(CHUNK) {
        for bucket in texts(mget(talk, chunk).await?)? {
            *counts.entry(bucket.parse().context("a record's bucket")?).or_default() += 1;
        }
    }
    Ok(counts)
}

/// Live requests by their bucket, from every request that there is.
async fn requests(talk: &mut Talk, stored: &mut Stored) -> anyhow::Result<()> {
    const LIVE: &[u8] = b"local live = {}
for _, key in ipairs(KEYS) do
  local request = redis.call('HMGET', key, 's', 'b')
  if request[1] ~= 'r' then live[#live + 1] = request[1] .. request[2] end
end
return live";
    for chunk in keys(talk, "r:*").await?.chunks(CHUNK) {
        let count = chunk.len().to_string();
        let mut words: Vec<&[u8]> = vec![b"EVAL", LIVE, count.as_bytes()];
        words.extend(chunk.iter().map(String::as_bytes));
        for request in texts(talk.ask(&words).await?)? {
            let (stage, bucket) = request.split_at(1);
            let bucket = bucket.parse().context("a request's bucket")?;
            let counts = if stage == "h" { &mut stored.held } else { &mut stored.booked };
            *counts.entry(bucket).or_default() += 1;
        }
    }
    Ok(())
}

async fn codes(talk: &mut Talk, stored: &Stored) -> anyhow::Result<()> {
    let codes = keys(talk, "c:*").await?.len() as u64;
    let booked: u64 = stored.booked.values().sum();
    if codes != booked {
        bail!("{codes} tracking codes for {booked} bookings");
    }
    Ok(())
}

async fn ranks_wrong(talk: &mut Talk, free: &BTreeMap<u32, i64>) -> anyhow::Result<u64> {
    let mut shares: BTreeMap<u64, BTreeMap<u64, f64>> = BTreeMap::new();
    for bucket in (0..BUCKETS).map(Bucket::of) {
        let free = free.get(&bucket.id).copied().unwrap_or(i64::MIN);
        let share = free as f64 / f64::from(bucket.seats);
        let ranking = shares.entry(rank_key(bucket.city, bucket.day)).or_default();
        ranking.insert(place(&bucket), share);
    }
    let mut wrong = 0;
    for (key, mut ranking) in shares {
        let key = format!("rank:{key}");
        let words: [&[u8]; 5] = [b"ZRANGE", key.as_bytes(), b"0", b"-1", b"WITHSCORES"];
        for pair in texts(talk.ask(&words).await?)?.chunks(2) {
            let [place, share] = pair else { bail!("a place without its share") };
            let expected = ranking.remove(&place.parse().context("a place")?);
            wrong += u64::from(expected != Some(share.parse().context("a share")?));
        }
        wrong += ranking.len() as u64;
    }
    Ok(wrong)
}
