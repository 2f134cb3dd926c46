//! Each step as one script: Redis runs it whole, logs what it changed as one, and syncs before the
//! answer goes out.

use crate::peers::shape::Shape;

/// The scripts' names on the server: their digests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Digests {
    pub enter: String,
    pub hold: String,
    pub token: String,
    pub confirm: String,
    pub release: String,
    pub give_back: String,
    pub list: String,
}

/// The texts behind [`Digests`], in its order.
pub const fn texts(shape: Shape) -> [&'static str; 7] {
    match shape {
        Shape::Lean => [NO_STEP, LEAN_HOLD, NO_STEP, LEAN_CONFIRM, LEAN_FREE, LEAN_FREE, LIST],
        Shape::Listed => {
            [NO_STEP, LISTED_HOLD, NO_STEP, LEAN_CONFIRM, LISTED_FREE, LISTED_FREE, LIST]
        }
        Shape::Full => [ENTER, FULL_HOLD, TOKEN, FULL_CONFIRM, FULL_RELEASE, FULL_GIVE_BACK, LIST],
    }
}

/// Of a shape without requests.
const NO_STEP: &str = "return 2";

/// KEYS: counter, hold. ARGV: bucket.
const LEAN_HOLD: &str = r"
if redis.call('DECR', KEYS[1]) < 0 then
  redis.call('INCR', KEYS[1])
  return 0
end
redis.call('SET', KEYS[2], ARGV[1])
return 1";

/// KEYS: hold, booking.
const LEAN_CONFIRM: &str = r"
if redis.call('EXISTS', KEYS[1]) == 0 then return 2 end
redis.call('RENAME', KEYS[1], KEYS[2])
return 1";

/// KEYS: counter, hold or booking.
const LEAN_FREE: &str = r"
if redis.call('DEL', KEYS[2]) == 0 then return 2 end
redis.call('INCR', KEYS[1])
return 1";

/// KEYS: counter, hold, ranking. ARGV: bucket, seats, shift's place in the ranking.
const LISTED_HOLD: &str = r"
local free = redis.call('DECR', KEYS[1])
if free < 0 then
  redis.call('INCR', KEYS[1])
  return 0
end
redis.call('SET', KEYS[2], ARGV[1])
redis.call('ZADD', KEYS[3], free / ARGV[2], ARGV[3])
return 1";

/// KEYS: counter, hold or booking, ranking. ARGV: bucket, seats, shift's place in the ranking.
const LISTED_FREE: &str = r"
if redis.call('DEL', KEYS[2]) == 0 then return 2 end
local free = redis.call('INCR', KEYS[1])
redis.call('ZADD', KEYS[3], free / ARGV[2], ARGV[3])
return 1";

/// KEYS: request. ARGV: serial, moment.
const ENTER: &str = r"
local stage = redis.call('HGET', KEYS[1], 's')
if stage == 'h' or stage == 'b' then return 2 end
redis.call('HSET', KEYS[1], 's', 'r', 'n', ARGV[1], 'e', ARGV[2])
return 1";

/// KEYS: counter, request, ranking, deadlines, order. ARGV: bucket, seats, place, citizen, hold,
/// deadline, mobile. Stages: r at rest, h held and awaiting its payment, b booked. The details of a
/// person are as long as those of ours, and as meaningless to the store.
const FULL_HOLD: &str = r"
local stage = redis.call('HGET', KEYS[2], 's')
if stage == 'h' or stage == 'b' then return 2 end
local free = redis.call('DECR', KEYS[1])
if free < 0 then
  redis.call('INCR', KEYS[1])
  redis.call('HSET', KEYS[2], 's', 'r', 'i', ARGV[5])
  return 0
end
redis.call('HSET', KEYS[2], 's', 'h', 'b', ARGV[1], 'i', ARGV[5], 'a', 1, 'd', ARGV[6],
  'm', ARGV[7], 'p', string.rep('x', 160))
redis.call('SET', KEYS[5], ARGV[4])
redis.call('ZADD', KEYS[4], ARGV[6], ARGV[4])
redis.call('ZADD', KEYS[3], free / ARGV[2], ARGV[3])
return 1";

/// KEYS: request, deadlines. ARGV: citizen, hold, token, deadline.
const TOKEN: &str = r"
local request = redis.call('HMGET', KEYS[1], 's', 'i')
if request[1] ~= 'h' or request[2] ~= ARGV[2] then return 2 end
redis.call('HSET', KEYS[1], 't', ARGV[3], 'd', ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1])
return 1";

/// KEYS: request, deadlines, code, reference. ARGV: citizen, hold, code.
const FULL_CONFIRM: &str = r"
local request = redis.call('HMGET', KEYS[1], 's', 'i')
if request[1] ~= 'h' or request[2] ~= ARGV[2] then return 2 end
if redis.call('SETNX', KEYS[4], ARGV[2]) == 0 then return 3 end
if redis.call('SETNX', KEYS[3], ARGV[1]) == 0 then return 3 end
redis.call('HSET', KEYS[1], 's', 'b', 'c', ARGV[3])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1";

/// KEYS: counter, request, ranking, deadlines. ARGV: seats, place, citizen, hold.
const FULL_RELEASE: &str = r"
local request = redis.call('HMGET', KEYS[2], 's', 'i')
if request[1] ~= 'h' or request[2] ~= ARGV[4] then return 2 end
redis.call('HSET', KEYS[2], 's', 'r')
redis.call('ZREM', KEYS[4], ARGV[3])
local free = redis.call('INCR', KEYS[1])
redis.call('ZADD', KEYS[3], free / ARGV[1], ARGV[2])
return 1";

/// KEYS: counter, request, ranking, code. ARGV: seats, place, citizen, hold.
const FULL_GIVE_BACK: &str = r"
local request = redis.call('HMGET', KEYS[2], 's', 'i')
if request[1] ~= 'b' or request[2] ~= ARGV[4] then return 2 end
redis.call('HSET', KEYS[2], 's', 'r')
redis.call('DEL', KEYS[4])
local free = redis.call('INCR', KEYS[1])
redis.call('ZADD', KEYS[3], free / ARGV[1], ARGV[2])
return 1";

/// The best by free share, equals by the distance of their telephones, then by shift. A place in
/// the ranking is shift * 10000 + prefix. All that tie with the twentieth are looked at, so that it
/// is exact; one number for each orders those without a comparing function, which costs most here.
/// KEYS: ranking. ARGV: prefix.
const LIST: &str = r"
local asked = tonumber(ARGV[1])
local top = redis.call('ZREVRANGE', KEYS[1], 0, 19, 'WITHSCORES')
if #top == 0 then return {} end
local abs = math.abs
local function key(place)
  local prefix = place % 10000
  return abs(prefix - asked) * 10000 + (place - prefix) / 10000
end
local last = top[#top]
local better, tied, best = {}, {}, {}
for at = 1, #top, 2 do
  if top[at + 1] == last then break end
  better[#better + 1] = {tonumber(top[at + 1]), key(top[at])}
end
table.sort(better, function(a, b)
  if a[1] ~= b[1] then return a[1] > b[1] end
  return a[2] < b[2]
end)
for at, place in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], last, last)) do
  tied[at] = key(place)
end
table.sort(tied)
for at = 1, #better do best[at] = better[at][2] % 10000 end
for at = 1, math.min(20 - #better, #tied) do best[#best + 1] = tied[at] % 10000 end
return best";
