#!/usr/bin/env bash
# Speed and memory of one node with its Cassandra, beside Kamailio 5.6 with MariaDB, in the same run.
#   SIPBENCH=DIR PEERS=DIR deploy/bench/run.sh compare   the table of README.md (after peers/install.sh)
#   SIPBENCH=DIR deploy/bench/run.sh heap      heap of 100,000 idle subscriptions on 20,000 presentities
#   SIPBENCH=DIR deploy/bench/run.sh profile   a JFR recording of the node under publish, subscribe and fan-out
#   deploy/bench/run.sh hot-entity             an entity of a million events (EVENTS): speed, recovery, what lies on disk
# DIR holds the load generator: src/sipbench, compare.sh, peers/. OUT (a new folder) takes what it leaves behind.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
out=${OUT:-$(mktemp -d)}
warm_rounds=${WARM:-8}
mkdir -p "$out"

if [ "${1-}" != hot-entity ]; then
  bench=${SIPBENCH:?set SIPBENCH to the folder of the load generator}
fi

start_lamplight() {
  "$root/lamplight" up --data "$out/data" >"$out/up.log" 2>&1 &
  up=$!
  trap 'kill "$up" 2>/dev/null; wait "$up" 2>/dev/null || true' EXIT
  for _ in $(seq 120); do
    if grep -q '^ready' "$out/up.log"; then break; fi
    kill -0 "$up" || { cat "$out/up.log" >&2; exit 1; }
    sleep 1
  done
  # The children of `up`: Cassandra first, then the node.
  mapfile -t children < <(pgrep -P "$up")
  echo "${children[0]}" >"$out/cassandra.pid"
  echo "${children[1]}" >"$out/node.pid"
}

sipbench() {
  "$bench/src/sipbench" --name lamplight -s 127.0.0.1:5060 -p "srv=$out/node.pid" -p "db=$out/cassandra.pid" "$@"
}

warm_up() {
  for _ in $(seq "$warm_rounds"); do
    sipbench -w publish,refresh,modify,subscribe,fanout,teardown -n 2000 -S 2000 -c 32 -W 100 -R 20 --limit 30 \
      >>"$out/warm-up.jsonl" 2>&1 || true
  done
}

compare() {
  make -s -C "$bench/src"
  start_lamplight
  warm_up
  "$bench/peers/kamailio.sh" start durable 5070
  local peers=${PEERS:?set PEERS to the folder of the peers}
  "$bench/compare.sh" -r "${ROUNDS:-2}" -o "$out/compare" \
    "kamailio=127.0.0.1:5070=$peers/run/kamailio-durable.pid+$peers/run/mariadb-durable.pid" \
    "lamplight=127.0.0.1:5060=$out/node.pid+$out/cassandra.pid" || echo "compare.sh: exit $?"
  "$bench/peers/kamailio.sh" stop durable
  "$bench/peers/mariadb.sh" stop durable
  sipbench -w race,teardown --limit 60 | tee "$out/race.jsonl"
}

heap() {
  make -s -C "$bench/src"
  start_lamplight
  local node
  node=$(cat "$out/node.pid")
  sipbench -w publish,subscribe -n 20000 -S 100000 -c 64 --limit 300 >"$out/heap.jsonl"
  # Twice: what the first collection finalizes, the second one frees.
  jcmd "$node" GC.run >/dev/null
  jcmd "$node" GC.run >/dev/null
  jcmd "$node" GC.heap_info
  curl -s http://127.0.0.1:8558/metrics | grep -E '^lamplight_(presentities|publications|subscriptions) '
}

profile() {
  make -s -C "$bench/src"
  start_lamplight
  warm_up
  local node
  node=$(cat "$out/node.pid")
  jcmd "$node" JFR.start name=bench settings=profile >/dev/null
  for _ in 1 2 3; do
    sipbench -w publish,refresh,modify,subscribe,fanout,teardown -n 2000 -S 2000 -c 32 -W 100 -R 50 --limit 30 >/dev/null
  done
  jcmd "$node" JFR.dump name=bench filename="$out/node.jfr" >/dev/null
  echo "$out/node.jfr"
}

# Needs `mvn package` before.
hot_entity() {
  local classpath
  (cd "$root" && mvn -q -B -o dependency:build-classpath -pl deploy -am -Dmdep.outputFile="$out/classpath" \
    -Dmdep.includeScope=test)
  classpath="$root/deploy/target/test-classes:$root/deploy/target/lib/*:$(cat "$out/classpath")"
  java -Xmx512m -Dlamplight.home="$root/deploy/target" -cp "$classpath" \
    io.lamplight.deploy.journal.HotEntity "${EVENTS:-1000000}" | tee "$out/hot-entity"
}

case ${1-} in
  compare | heap | profile) "$1" ;;
  hot-entity) hot_entity ;;
  *)
    sed -n '2,7p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
echo "left in $out"
