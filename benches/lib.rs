//! What the benches measure with: shapes that are the same in each of them.
//!
//! Nothing here is measured, and nothing outside this folder may use it. One question stands in
//! each bench: `decide`, `codec`, `append`, `rank`.

pub mod fixture;
