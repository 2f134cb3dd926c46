//! An operator's backups: of a shop that is serving, and by the program's own commands.

use std::path::Path;
use std::process::{Command, Output};

use nobat_domain::request::{RequestCommand, RequestState, Stage};
use nobat_engine::backup::{Restore, restore};
use nobat_engine::{Answered, Engine, EngineConfig};
use nobat_server::door::{self, Asked, Serves, ask};
use serde_json::Value;

use crate::support::{Person, Shop, Town, journey};

async fn booked(shop: &Shop, person: &Person) -> Box<RequestState> {
    let mut browser = shop.visitor(person);
    let ticket = browser.go_to_bank().await;
    let back = shop.bank().pay(&ticket).await;
    browser.come_back(&back).await.assert_at("/confirm", 200);
    let state = shop.state(person).await;
    assert_eq!(Stage::of(&state), Stage::Booked);
    state
}

async fn readiness(shop: &Shop) -> String {
    let answer = shop.http.get(format!("{}/readyz", shop.address)).send().await;
    answer.expect("it answers").text().await.expect("a text")
}

#[test]
fn a_serving_shop_is_backed_up_at_its_door_and_lives_on_elsewhere() {
    let outside = tempfile::tempdir().expect("a folder");
    let (to, keyrings) = (outside.path().join("backups"), outside.path().join("keyrings"));
    journey(Town::quiet(), async |shop| {
        let (engine, data) = (shop.engine.clone(), shop.data.clone());
        let listening =
            tokio::spawn(async move { door::listen(engine, &data, Serves::Country).await });
        let maryam = Person::fresh(0);
        let state = booked(shop, &maryam).await;
        assert!(readiness(shop).await.contains("no verified backup yet"));

        let asked = Asked::Backup { to: to.clone(), keyring_to: Some(keyrings.clone()) };
        let (data, again) = (shop.data.clone(), asked.clone());
        let answer = tokio::task::spawn_blocking(move || {
            loop {
                match ask(&data, &again) {
                    // The door opens a moment after it was asked for.
                    Err(door::DoorFault::Closed { .. }) => std::thread::yield_now(),
                    answer => return answer,
                }
            }
        });
        let made = answer.await.expect("no panic").expect("the shop makes it");
        assert_eq!(made["verified"], Value::Bool(true), "{made:#}");
        assert_eq!(made["bookings"], Value::from(1));
        let after = Person::fresh(1);
        booked(shop, &after).await;

        let relative = Asked::Backup { to: "somewhere".into(), keyring_to: None };
        let data = shop.data.clone();
        let refused = tokio::task::spawn_blocking(move || ask(&data, &relative)).await;
        let why = refused.expect("no panic").expect_err("whose folder would that be?");
        assert!(why.to_string().contains("from the root"), "{why}");
        listening.abort();
        assert!(listening.await.is_err(), "it listens for as long as it may");
        assert!(!shop.data.join("door").exists(), "whoever copies the directory finds no socket");

        let from = made["path"].as_str().expect("a path").to_owned();
        let config = EngineConfig {
            arbiters: 2,
            segment_bytes: 1 << 20,
            master_key: shop.data.join("master.key"),
            // The story's hours are tomorrow's.
            journaled_time_confirmed: true,
            ..EngineConfig::new(outside.path().join("elsewhere"))
        };
        let keyring_from = keyrings.clone();
        let elsewhere = tokio::task::spawn_blocking(move || {
            let restored = restore(&Restore {
                from: Path::new(&from),
                config: &config,
                keyring_from: &keyring_from,
                archive: None,
                restore_epoch: None,
            });
            (restored.expect("the backup is whole"), Engine::open(&config).expect("it starts"))
        });
        let (restored, engine) = elsewhere.await.expect("no panic");
        assert_eq!(made["position"], Value::from(restored.position.0));
        let look = async |person: &Person| {
            let key = engine.handle().request_key(&person.national_id());
            engine.handle().ask(key, RequestCommand::View).await.expect("it answers")
        };
        match look(&maryam).await {
            Answered::Is(there) => assert_eq!(there.code, state.code),
            other => panic!("wanted a booking, got {other:?}"),
        }
        assert_eq!(look(&after).await, Answered::Nobody, "that was after the backup");
        tokio::task::spawn_blocking(move || engine.stop()).await.expect("no panic");
    });
}

fn nobat(arguments: &[&str], paths: &[(&str, &Path)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nobat"));
    command.args(arguments);
    for (name, path) in paths {
        command.arg(name).arg(path);
    }
    command.output().expect("the program runs")
}

#[track_caller]
fn json(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

#[test]
fn backup_restore_and_rebuild_are_commands_of_the_program() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (data, to, keyrings) = (at("data"), at("backups"), at("keyrings"));
    Engine::open(&EngineConfig { segment_bytes: 1 << 20, ..EngineConfig::new(&data) })
        .expect("a new directory")
        .stop();
    let made = nobat(&["backup"], &[("--data", &data), ("--to", &to), ("--keyring-to", &keyrings)]);
    let made = json(&made);
    assert_eq!(made["verified"], Value::Bool(true));
    let from = Path::new(made["path"].as_str().expect("a path")).to_owned();
    let (elsewhere, key) = (at("elsewhere"), data.join("master.key"));
    let paths: [(&str, &Path); 4] = [
        ("--from", &from),
        ("--data", &elsewhere),
        ("--keyring-from", &keyrings),
        ("--master-key", &key),
    ];
    let restored = json(&nobat(&["restore"], &paths));
    assert_eq!(restored["backup_digest"], made["digest"]);
    assert_eq!(restored["position"], made["position"]);
    assert_eq!(restored["restore_epoch"], Value::from(1));
    let verified = nobat(&["verify"], &[("--data", &elsewhere), ("--master-key", &key)]);
    assert_eq!(json(&verified)["sound"], Value::Bool(true));
    let again = nobat(&["restore"], &paths);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("it is not empty"));
    let rebuilt = nobat(&["restore", "--in-place"], &[("--from", &from), ("--data", &data)]);
    assert_eq!(json(&rebuilt)["sound"], Value::Bool(true));
    let mixed = nobat(&["backup"], &[("--data", &data), ("--to", &to), ("--keyring-to", &to)]);
    assert_eq!(mixed.status.code(), Some(2), "keys are never kept among data");
}
