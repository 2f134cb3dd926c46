#!/usr/bin/env bash
# Installs what building Nobat needs and this machine lacks; with `tests` also what the tests need, and with
# `peers` the stores that `make peers` measures, without a service or a cluster of Debian's.
# Debian's packages only; a machine of another kind is told what to bring.
set -euo pipefail
cd "$(dirname "$0")/.."

has() { command -v "$1" > /dev/null; }
has_libclang() { # the library and its headers, which RocksDB's bindings are made with
  [ -n "${LIBCLANG_PATH:-}" ] || has clang ||
    { compgen -G '/usr/lib/llvm-*/lib/libclang.so*' && compgen -G '/usr/lib/llvm-*/lib/clang/*/include/stddef.h'; } > /dev/null
}

missing=()
has g++ && has make || missing+=(build-essential)
has_libclang || missing+=(libclang-dev)
if [ "${1:-}" = tests ]; then
  has chromium || missing+=(chromium)
  has node || missing+=(nodejs)
  has npm || missing+=(npm)
  has curl || missing+=(curl)
  has pdftotext || missing+=(poppler-utils)
  python3 -c 'import ensurepip, venv' 2> /dev/null || missing+=(python3-venv)
fi
if [ "${1:-}" = peers ]; then
  [ -x /usr/lib/postgresql/15/bin/postgres ] || missing+=(postgresql-15)
  # The tools carry the server's program under another name; the package named after it adds only a service.
  has redis-server || has redis-check-rdb || missing+=(redis-tools)
fi

if [ ${#missing[@]} -gt 0 ]; then
  if ! has apt-get; then
    echo "install: this machine has no apt-get; please install what these Debian packages bring: ${missing[*]}" >&2
    exit 1
  fi
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  echo "install: Debian packages: ${missing[*]}"
  if [[ " ${missing[*]} " = *" postgresql-15 "* ]]; then
    # Read while the package is set up; without it a cluster would be made and started.
    clusters=/etc/postgresql-common/createcluster.d
    trap '"${as_root[@]}" rm -f "$clusters/nobat.conf"; "${as_root[@]}" rmdir --ignore-fail-on-non-empty "$clusters"' EXIT
    "${as_root[@]}" mkdir -p "$clusters"
    "${as_root[@]}" tee "$clusters/nobat.conf" <<< "create_main_cluster = off" > /dev/null
  fi
  "${apt[@]}" update < /dev/null
  "${apt[@]}" install -y --no-install-recommends "${missing[@]}" < /dev/null
fi

wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
found=$(cargo --version 2> /dev/null | cut -d' ' -f2 || true)
if [ "$(printf '%s\n' "$wanted" "${found:-0}" | sort -V | head -1)" != "$wanted" ]; then
  echo "install: Rust $wanted or newer is needed, here is ${found:-none}, and Debian's own is too old." \
    "Install rustup by the one line that its site shows, open a new shell, and run this again." >&2
  exit 1
fi

if [ "${1:-}" = tests ] && [ -f server/tests/browser/package.json ]; then
  (cd server/tests/browser && npm ci --no-audit --no-fund < /dev/null)
fi

.ci/rocksdb.sh
