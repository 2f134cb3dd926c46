//! The sandbox registry, told what to say through its control addresses.

use serde_json::{Value, json};

use super::people::Person;
use super::shop::Shop;

#[derive(Clone, Copy)]
pub struct Registry<'a> {
    shop: &'a Shop,
}

impl<'a> Registry<'a> {
    pub fn of(shop: &'a Shop) -> Self {
        Self { shop }
    }

    /// Says something else about a person from now on.
    pub async fn says(self, person: &Person, what: Value) {
        let mut mark = json!({ "national_id": person.nid, "serial": person.serial });
        let parts = what.as_object().expect("named parts").clone();
        mark.as_object_mut().expect("named parts").extend(parts);
        self.shop.control("PUT", "/control/registry/person", Some(mark)).await;
    }

    pub async fn behaves(self, how: Value) {
        self.shop.control("PUT", "/control/registry/behaviour", Some(how)).await;
    }
}
