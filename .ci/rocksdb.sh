#!/usr/bin/env bash
# Builds librocksdb.a in a few large compilations ("unity") instead of the 343 small ones of librocksdb-sys: on two
# cores that is four minutes instead of more than twenty, because nearly all of the time goes into reading headers.
# The archive is kept in the cache by crate version, compiler and flags, and .cargo/config.toml is made to name it.
# Without that file cargo builds RocksDB its own way.
set -euo pipefail
cd "$(dirname "$0")/.."

cache=${NOBAT_CACHE:-$HOME/.cache/nobat}
parts=8
jobs=2

locked() { # the version of a crate in Cargo.lock
  awk -v name="name = \"$1\"" '$0 == name { getline; gsub(/version = |"/, ""); print; exit }' Cargo.lock
}
rocksdb_version=$(locked librocksdb-sys)
lz4_version=$(locked lz4-sys)

flags=(-O2 -w -std=c++20 -fPIC -ffunction-sections -fdata-sections -include cstdint
  -I rocksdb/include -I rocksdb -I . -I rocksdb/third-party/gtest-1.8.1/fused-src
  -DNDEBUG=1 -DLZ4=1 -DHAVE_ALIGNED_NEW -DHAVE_UINT128_EXTENSION -DOS_LINUX
  -DROCKSDB_PLATFORM_POSIX -DROCKSDB_LIB_IO_POSIX -DROCKSDB_SCHED_GETCPU_PRESENT
  -DROCKSDB_AUXV_GETAUXVAL_PRESENT -DROCKSDB_FALLOCATE_PRESENT -DROCKSDB_RANGESYNC_PRESENT)
[ "$(uname -m)" != x86_64 ] || flags+=(-msse4.2 -mpclmul)

compiler=$(g++ -dumpfullversion)
hash=$(echo "$lz4_version $parts ${flags[*]}" | sha256sum | cut -c1-12)
home="$cache/rocksdb-$rocksdb_version-gcc$compiler-$hash"

compile() {
  local crates build started=$SECONDS
  cargo fetch --locked
  crates=$(dirname "$(compgen -G "${CARGO_HOME:-$HOME/.cargo}/registry/src/*/librocksdb-sys-$rocksdb_version" | head -1)")
  build=$(mktemp -d "$cache/rocksdb-build.XXXXXX")
  trap "rm -rf '$build'" EXIT

  echo "rocksdb: compiling librocksdb-sys $rocksdb_version in $parts parts, $jobs at a time (about four minutes, once)"
  cd "$crates/librocksdb-sys-$rocksdb_version"
  # The crate brings a finished build_version.cc, which replaces the one in the list.
  grep -v '^util/build_version.cc$' rocksdb_lib_sources.txt | sed 's|.*|#include "rocksdb/&"|' > "$build/all"
  echo '#include "build_version.cc"' >> "$build/all"
  split -n "l/$parts" -d --additional-suffix=.cc "$build/all" "$build/part"
  printf '%s\0' "$build"/part*.cc |
    xargs -0 -P "$jobs" -I{} g++ "${flags[@]}" -I "$crates/lz4-sys-$lz4_version/liblz4/lib" -c {} -o {}.o

  # Only a finished archive ever gets the final name.
  mkdir "$build/done"
  ar crs "$build/done/librocksdb.a" "$build"/part*.o
  mv "$build/done" "$home"
  echo "rocksdb: done in $((SECONDS - started)) seconds: $home"
}

mkdir -p "$cache"
exec 9> "$cache/rocksdb.lock"
flock 9
[ -f "$home/librocksdb.a" ] || (compile)
ln -sfn "$home" "$cache/rocksdb"

config="# Made by .ci/rocksdb.sh.
[build]
target-dir = \"$cache/target\"

[env]
ROCKSDB_LIB_DIR = \"$cache/rocksdb\"
ROCKSDB_STATIC = \"1\""
mkdir -p .cargo
[ "$(cat .cargo/config.toml 2> /dev/null)" = "$config" ] || echo "$config" > .cargo/config.toml
