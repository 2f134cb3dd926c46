//! How long does it take to ask an owner and to have its answer, where nothing is written? The way
//! there and back alone: letter, wake-up, turn, answer, wake-up.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use nobat_benches::fixture::{SHIFT, office, request_key};
use nobat_domain::ids::{Day, HoldNo, SeatNo};
use nobat_domain::shift::{Answer, Ask, ShiftCommand};
use nobat_engine::{Engine, EngineConfig, EngineHandle};
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

/// Callers that each wait for one answer.
const IN_FLIGHT: [usize; 3] = [1, 64, 1_024];
/// Questions of one round; more than the most callers, so that each round keeps all busy.
const QUESTIONS: u64 = 4_096;

/// A release that comes late, as a repeated one does: there is nothing to do.
fn question(n: u64) -> ShiftCommand {
    let ask = Ask::Release { seat: SeatNo(0) };
    ShiftCommand::Seat { request: request_key(n), hold: HoldNo(1), day: Day(1), ask }
}

async fn ask_all(engine: &EngineHandle, in_flight: usize) {
    let callers = Arc::new(Semaphore::new(in_flight));
    for n in 0..QUESTIONS {
        let caller = callers.clone().acquire_owned().await.expect("it stays open");
        let engine = engine.clone();
        tokio::spawn(async move {
            let answer = engine.seat(SHIFT, question(n)).await.expect("there is room");
            assert_eq!(answer, Ok(Answer::Gone));
            drop(caller);
        });
    }
    let all = u32::try_from(in_flight).expect("a small number");
    callers.acquire_many(all).await.expect("it stays open").forget();
}

fn hops(criterion: &mut Criterion) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder on the disk");
    let engine = Engine::open(&EngineConfig::new(folder.path())).expect("a new engine");
    let handle = engine.handle();
    let runtime: Runtime =
        Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let owned = runtime.block_on(handle.put_offices(vec![office(SHIFT.office().0)]));
    owned.expect("there is room");
    let mut group = criterion.benchmark_group("hop");
    group.throughput(Throughput::Elements(QUESTIONS));
    group.sample_size(20);
    for in_flight in IN_FLIGHT {
        group.bench_function(BenchmarkId::from_parameter(in_flight), |bencher| {
            bencher.iter(|| runtime.block_on(ask_all(&handle, in_flight)));
        });
    }
    group.finish();
    drop((runtime, handle));
    engine.stop();
}

criterion_group!(benches, hops);
criterion_main!(benches);
