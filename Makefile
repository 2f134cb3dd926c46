# run      the demo country on http://127.0.0.1:8080
# test     everything that CI runs; each word of `proofs` is also a target of its own
# build    target/release/nobat and target/release/nobat-loadtest
# tunnel   ten thousand seeded histories of a million citizens, on all cores
# bench    measurements of single parts
# peers    PostgreSQL and Redis on this machine, in turns with ours; options by PEERS="--seconds 60 …"
# curves   the engine on countries of growing size: table and drawings in docs/curves; options by CURVES="--seconds 5 …"
# clean    forgets build products and the demo's data
# screenshots    docs/screenshots, from the running demo
# lighthouse     its four figures for the pages that everybody may see

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-print-directory
export PATH := $(PATH):$(HOME)/.cargo/bin

cache    := $(or $(NOBAT_CACHE),$(HOME)/.cache/nobat)
products := $(or $(CARGO_TARGET_DIR),$(cache)/target)
listen   := 127.0.0.1:8080
browser  := server/tests/browser
proofs   := fmt deps lint law unit crash api browser
tests    := $(if $(shell command -v cargo-nextest),cargo nextest run,cargo test)

.PHONY: run test build bench peers curves clean install install-tests install-peers loom tunnel screenshots lighthouse $(proofs)

run: build
	@echo "Nobat: http://$(listen)/ (data in .data/demo, Ctrl-C ends it)"
	@mkdir -p .data
	exec target/release/nobat serve --demo --data .data/demo --listen $(listen)

test: install-tests
	@for proof in $(proofs); do echo "== $$proof"; $(MAKE) $$proof; done

build: install
	cargo build --release --locked -p nobat-server -p nobat-loadtest
	@mkdir -p target/release
	@ln -f $(products)/release/nobat $(products)/release/nobat-loadtest target/release/ 2> /dev/null || \
	  cp -f $(products)/release/nobat $(products)/release/nobat-loadtest target/release/

bench: install
	cargo bench --locked -p nobat-benches

peers: build install-peers
	target/release/nobat-loadtest peers $(PEERS)

curves: build
	target/release/nobat-loadtest curves $(CURVES)

clean:
	cargo clean
	rm -rf target .data $(browser)/node_modules

install:
	@.ci/install.sh

install-tests:
	@.ci/install.sh tests

install-peers:
	@.ci/install.sh peers

fmt:
	cargo fmt --all --check

lint:
	cargo clippy --locked --workspace --all-targets -- -D warnings

# What must not be there. A crate that came in by another's back door is found here, not in a review.
tree    = cargo tree --locked -e normal --prefix none -p $(1) | cut -d' ' -f1 | sort -u
without = @tree="$$($(call tree,$(1)))"; if grep -xE '$(2)' <<< "$$tree"; then echo "deps: $(1) must not be built of these"; exit 1; fi
deps:
	@direct="$$($(call tree,nobat-domain --depth 1) | grep -vx nobat-domain)"; \
	  if [ "$$direct" != icu_calendar ]; then echo "deps: nobat-domain may use icu_calendar alone, not:" $$direct; exit 1; fi
	$(call without,nobat-engine,axum|hyper|serde_json|reqwest)
	$(call without,nobat-board,rocksdb|librocksdb-sys|actix|tokio|axum|serde_json)
	$(call without,nobat-sim,rocksdb|librocksdb-sys|actix|tokio|axum|serde_json)
	@echo "deps: what must be absent is absent"

law := nobat-domain nobat-board nobat-sim
law:
	$(tests) --locked $(law:%=-p %)

unit:
	$(tests) --locked --workspace $(law:%=--exclude %)

# The whole of what `law` lives the beginning of. Takes minutes.
tunnel:
	cargo run --locked --profile tunnel -p nobat-sim -- --tunnel

# Parts of `law` and `unit`, alone: every interleaving on the board and between the journal's threads.
loom:
	$(tests) --locked -p nobat-board -p nobat-engine --test loom

# These two meet the program that people run, not a test build of it. More kills: `make crash ROUNDS=1000`.
crash: build
	cargo test --locked -p nobat-server --test crash -- --nocapture $(ROUNDS:%=nothing_acknowledged rounds=%)

# Every route for programs, described by the server itself; fewer or more cases of each: `make api CASES=50`.
api: build
	npm --prefix $(browser) run pretest
	SCHEMATHESIS="$$(.ci/schemathesis.sh)" CASES="$(CASES)" node server/tests/api/run.mjs

browser: build
	npm --prefix $(browser) test

screenshots: build install-tests
	npm --prefix $(browser) run screenshots

lighthouse: build install-tests
	npm --prefix $(browser) run pretest
	npm --prefix server/tests/lighthouse ci --no-audit --no-fund < /dev/null
	npm --prefix server/tests/lighthouse run lighthouse
