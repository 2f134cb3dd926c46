//! The tables of each shape, and the statement of each step.

use crate::peers::cycle::Wish;
use crate::peers::shape::Shape;

/// Statements by their place: hold, confirm, release, give back, list.
pub const HOLD: usize = 0;
pub const CONFIRM: usize = 1;
pub const RELEASE: usize = 2;
pub const GIVE_BACK: usize = 3;
pub const LIST: usize = 4;

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
/// is one live request; holds by their deadline; tracking codes without a second.
const REQUESTS: &str = "
CREATE TABLE request (
  citizen int PRIMARY KEY, stage int NOT NULL, bucket int NOT NULL, hold bigint NOT NULL,
  attempt int NOT NULL, deadline bigint NOT NULL, mobile bigint NOT NULL, code bigint UNIQUE
) WITH (fillfactor = 50);
CREATE INDEX request_deadline ON request (deadline) WHERE stage = 1;
CREATE FUNCTION hold(b int, c int, h bigint, d bigint, m bigint) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO request (citizen, stage, bucket, hold, attempt, deadline, mobile)
    VALUES (c, 1, b, h, 1, d, m)
    ON CONFLICT (citizen) DO UPDATE
    SET stage = 1, bucket = b, hold = h, attempt = 1, deadline = d, mobile = m
    WHERE request.stage = 0;
  IF NOT FOUND THEN RETURN 2; END IF;
  UPDATE bucket SET free = free - 1 WHERE id = b AND free > 0;
  IF NOT FOUND THEN
    UPDATE request SET stage = 0 WHERE citizen = c;
    RETURN 0;
  END IF;
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
pub const fn statements(shape: Shape) -> [&'static str; 5] {
    if shape.keeps_requests() {
        [
            "SELECT hold($1, $2, $3, $4, $5)",
            "UPDATE request SET stage = 2, code = $3
             WHERE citizen = $1 AND hold = $2 AND stage = 1",
            "WITH gone AS (UPDATE request SET stage = 0
               WHERE citizen = $1 AND hold = $2 AND stage = 1 RETURNING bucket)
             UPDATE bucket SET free = free + 1 FROM gone WHERE id = gone.bucket",
            "WITH gone AS (UPDATE request SET stage = 0, code = NULL
               WHERE citizen = $1 AND hold = $2 AND stage = 2 RETURNING bucket)
             UPDATE bucket SET free = free + 1 FROM gone WHERE id = gone.bucket",
            LIST_TEXT,
        ]
    } else {
        [
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
