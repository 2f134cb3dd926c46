//! The tables of each shape, and the statement of each step.

use crate::peers::cycle::Wish;
use crate::peers::shape::Shape;

/// Statements by their place; a shape without requests has neither of the last two.
pub const HOLD: usize = 0;
pub const CONFIRM: usize = 1;
pub const RELEASE: usize = 2;
pub const GIVE_BACK: usize = 3;
pub const LIST: usize = 4;
pub const ENTER: usize = 5;
pub const TOKEN: usize = 6;

/// Free room in each page keeps an update of a counter on its page and out of the indexes.
const BUCKETS: &str = "
CREATE TABLE bucket (
  id int PRIMARY KEY, city int NOT NULL, day int NOT NULL, prefix int NOT NULL, seats int NOT NULL,
  free int NOT NULL CHECK (free >= 0)
) WITH (fillfactor = 50);";

/// Stages: 1 held, 2 booked.
const HOLDS: &str = "
CREATE TABLE hold (
  id bigint PRIMARY KEY, bucket int NOT NULL, deadline bigint NOT NULL, stage int NOT NULL
) WITH (fillfactor = 50);";

/// Stages: 0 at rest, 1 held and awaiting its payment, 2 booked. One row for each citizen, so there
/// is one live request; holds by their deadline; tracking codes and a bank's references without a
/// second; orders. The details of a person are as long as those of ours.
const REQUESTS: &str = "
CREATE TABLE request (
  citizen int PRIMARY KEY, stage int NOT NULL, bucket int NOT NULL, hold bigint NOT NULL,
  attempt int NOT NULL, deadline bigint NOT NULL, mobile bigint NOT NULL, code bigint UNIQUE,
  serial int NOT NULL, entered bigint NOT NULL, token bigint, details text
) WITH (fillfactor = 50);
CREATE TABLE orders (id bigint PRIMARY KEY, citizen int NOT NULL);
CREATE TABLE reference (id bigint PRIMARY KEY, citizen int NOT NULL);
CREATE INDEX request_deadline ON request (deadline) WHERE stage = 1;
CREATE FUNCTION hold(b int, c int, h bigint, d bigint, m bigint) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  UPDATE request
    SET stage = 1, bucket = b, hold = h, attempt = 1, deadline = d, mobile = m,
      details = repeat('x', 160)
    WHERE citizen = c AND stage = 0;
  IF NOT FOUND THEN RETURN 2; END IF;
  UPDATE bucket SET free = free - 1 WHERE id = b AND free > 0;
  IF NOT FOUND THEN
    UPDATE request SET stage = 0 WHERE citizen = c;
    RETURN 0;
  END IF;
  INSERT INTO orders (id, citizen) VALUES (h, c);
  RETURN 1;
END $$;";

/// After the seats are in: an index is built quicker than it grows.
const RANKING: &str =
    "CREATE INDEX bucket_ranking ON bucket (city, day, (free::float8 / seats) DESC);";

pub fn tables(shape: Shape) -> String {
    let records = if shape.keeps_requests() { REQUESTS } else { HOLDS };
    format!("{BUCKETS}{records}")
}

pub const fn indexes(shape: Shape) -> &'static str {
    if shape.keeps_lists() { RANKING } else { "" }
}

const LIST_TEXT: &str = "
SELECT id FROM bucket WHERE city = $1 AND day = $2
ORDER BY (free::float8 / seats) DESC, abs(prefix - $3), id LIMIT 20";

/// The statement of lists with its values written into it, for whoever asks once.
pub fn list_of(wish: &Wish) -> String {
    let values = [("$1", wish.city), ("$2", wish.day), ("$3", wish.prefix)];
    let text = LIST_TEXT.to_owned();
    values.iter().fold(text, |text, (place, value)| text.replace(place, &value.to_string()))
}

/// In the order of their places.
pub const fn statements(shape: Shape) -> &'static [&'static str] {
    if shape.keeps_requests() {
        &[
            "SELECT hold($1, $2, $3, $4, $5)",
            "WITH claimed AS (INSERT INTO reference (id, citizen) VALUES ($2, $1))
             UPDATE request SET stage = 2, code = $3
             WHERE citizen = $1 AND hold = $2 AND stage = 1",
            "WITH gone AS (UPDATE request SET stage = 0
               WHERE citizen = $1 AND hold = $2 AND stage = 1 RETURNING bucket)
             UPDATE bucket SET free = free + 1 FROM gone WHERE id = gone.bucket",
            "WITH gone AS (UPDATE request SET stage = 0, code = NULL
               WHERE citizen = $1 AND hold = $2 AND stage = 2 RETURNING bucket)
             UPDATE bucket SET free = free + 1 FROM gone WHERE id = gone.bucket",
            LIST_TEXT,
            "INSERT INTO request
               (citizen, stage, bucket, hold, attempt, deadline, mobile, serial, entered)
             VALUES ($1, 0, 0, 0, 0, 0, 0, $2, $3)
             ON CONFLICT (citizen) DO UPDATE SET serial = $2, entered = $3
             WHERE request.stage = 0",
            "UPDATE request SET token = $2, deadline = $3
             WHERE citizen = $1 AND hold = $2 AND stage = 1",
        ]
    } else {
        &[
            "WITH taken AS (UPDATE bucket SET free = free - 1 WHERE id = $1 AND free > 0
               RETURNING id)
             INSERT INTO hold (id, bucket, deadline, stage) SELECT $2, id, $3, 1 FROM taken",
            "UPDATE hold SET stage = 2 WHERE id = $1 AND stage = 1",
            "WITH gone AS (DELETE FROM hold WHERE id = $1 AND stage = 1 RETURNING bucket)
             UPDATE bucket SET free = free + 1 FROM gone WHERE bucket.id = gone.bucket",
            "WITH gone AS (DELETE FROM hold WHERE id = $1 AND stage = 2 RETURNING bucket)
             UPDATE bucket SET free = free + 1 FROM gone WHERE bucket.id = gone.bucket",
            LIST_TEXT,
        ]
    }
}
