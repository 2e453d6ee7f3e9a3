#!/usr/bin/env bash
# Speed and memory of one node with its Cassandra, beside Kamailio 5.6 with MariaDB, in the same run.
#   SIPBENCH=DIR PEERS=DIR deploy/bench/run.sh compare   the table of README.md (after peers/install.sh)
#   SIPBENCH=DIR deploy/bench/run.sh heap      heap of 100,000 idle subscriptions on 20,000 presentities
#   SIPBENCH=DIR deploy/bench/run.sh profile   a JFR recording of the node under publish, subscribe and fan-out
#   SIPBENCH=DIR deploy/bench/run.sh first     the first 1,000 requests after ready
#   SIPBENCH=DIR deploy/bench/run.sh foreign   cost of PUBLISH with one node and with two
#   SIPBENCH=DIR deploy/bench/run.sh growth    cost of each operation at 1,000, 20,000 and 200,000 presentities
#   deploy/bench/run.sh kill [OPTION...]       kill -9 of the node, 20 times under load: lost, reused, stale
#   deploy/bench/run.sh faults [OPTION...]     Cassandra stands still, dies, has a full disk, 30 s each: 503s, recovery
#   deploy/bench/run.sh failover [OPTION...]   three nodes, one killed: time to the newest state
#   deploy/bench/run.sh due [OPTION...]        60,000 publications that end, a node killed meanwhile: how late
#   deploy/bench/run.sh soak [OPTION...]       a steady load for some minutes: what grows in node and Cassandra
#   deploy/bench/run.sh hot-entity             an entity of a million events (EVENTS): speed, recovery, what lies on disk
# The last six bring their own phones; --help after each tells its options.
# DIR holds the load generator: src/sipbench, compare.sh, peers/. OUT (a new folder) takes what it leaves behind.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
out=${OUT:-$(mktemp -d)}
warm_rounds=${WARM:-16}
# SHIFT moves all ports, for a machine where the usual ones are taken.
moved=${SHIFT:-0}
sip=$((5060 + moved)) admin=$((8558 + moved)) cql=$((9042 + moved))
up_options=()
mkdir -p "$out"

need_sipbench() {
  bench=${SIPBENCH:?set SIPBENCH to the folder of the load generator}
  make -s -C "$bench/src"
}

# Only while it runs: the number of a process that has ended may be another's by now.
stop_lamplight() {
  local running
  running=$(jobs -pr)
  if [[ -n $running ]]; then
    kill $running
    wait $running || true
  fi
}

start_lamplight() {
  "$root/lamplight" up --data "$out/data" --sip-port "$sip" --admin-port "$admin" --cql-port "$cql" \
    --remoting-port $((25520 + moved)) "${up_options[@]}" >"$out/up.log" 2>&1 &
  up=$!
  trap stop_lamplight EXIT
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
  "$bench/src/sipbench" --name lamplight -s "127.0.0.1:$sip" -p "srv=$out/node.pid" -p "db=$out/cassandra.pid" "$@"
}

warm_up() {
  local round
  for round in $(seq "$warm_rounds"); do
    sipbench -e "$( ((round % 2)) && echo presence || echo dialog)" \
      -w publish,refresh,modify,subscribe,resubscribe,fanout,teardown -n 2000 -S 2000 -c 32 -W 1,100 -R 50 --limit 30 \
      >>"$out/warm-up.jsonl" 2>&1 || true
  done
}

compare() {
  need_sipbench
  start_lamplight
  warm_up
  "$bench/peers/kamailio.sh" start durable 5070
  local peers=${PEERS:?set PEERS to the folder of the peers}
  "$bench/compare.sh" -r "${ROUNDS:-2}" -o "$out/compare" \
    "kamailio=127.0.0.1:5070=$peers/run/kamailio-durable.pid+$peers/run/mariadb-durable.pid" \
    "lamplight=127.0.0.1:$sip=$out/node.pid+$out/cassandra.pid" || echo "compare.sh: exit $?"
  "$bench/peers/kamailio.sh" stop durable
  "$bench/peers/mariadb.sh" stop durable
  sipbench -w race,teardown --limit 60 | tee "$out/race.jsonl"
}

heap() {
  need_sipbench
  start_lamplight
  local node
  node=$(cat "$out/node.pid")
  sipbench -w publish,subscribe -n 20000 -S 100000 -c 64 --limit 300 >"$out/heap.jsonl"
  # Twice: what the first collection finalizes, the second one frees.
  jcmd "$node" GC.run >/dev/null
  jcmd "$node" GC.run >/dev/null
  jcmd "$node" GC.heap_info
  curl -s "http://127.0.0.1:$admin/metrics" | grep -E '^lamplight_(presentities|publications|subscriptions) '
}

# At once after ready: 500 publications and 500 subscriptions, AT_ONCE of them under way.
first() {
  need_sipbench
  start_lamplight
  sipbench -w publish,subscribe -n 500 -S 500 -c "${AT_ONCE:-4}" --limit 30 | tee "$out/first.jsonl"
  grep -h Rehearsed "$out"/data/logs/node-1.log
}

# With two nodes every other request enters at a node that is not its presentity's: twice the whole cost per request, less
# that of one node alone, is the cost of those.
foreign() {
  need_sipbench
  local nodes
  for nodes in 1 2; do
    up_options=(--nodes "$nodes")
    start_lamplight
    local measured=()
    if ((nodes == 2)); then measured=(-p "far=${children[2]}"); fi
    warm_up
    echo "== $nodes nodes"
    sipbench "${measured[@]}" -w publish,refresh,modify,teardown -n 5000 -c 32 --limit 60 | tee "$out/foreign-$nodes.jsonl"
    stop_lamplight
    rm -rf "$out/data"
  done
}

profile() {
  need_sipbench
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

growth() {
  need_sipbench
  start_lamplight
  warm_up
  local presentities
  for presentities in ${SIZES:-1000 20000 200000}; do
    echo "== $presentities presentities"
    sipbench -w publish,refresh,modify,subscribe,teardown -n "$presentities" -S "$presentities" -c 32 --limit "${LIMIT:-600}" |
      tee -a "$out/growth.jsonl"
  done
}

# Our own phones: test classes of deploy, on the class path of its tests. Before anything starts, for it writes the jars.
build_torture() {
  local began=$out/began
  touch "$began"
  (cd "$root" && mvn -q -B ${MVN_FLAGS-} -Pfast -DskipTests package dependency:build-classpath \
    -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath)
  # As the lamplight command does it, so that `up` does not build again.
  touch -r "$began" "$root/deploy/target/.built"
}

torture() {
  local java=java
  if [[ -n ${JAVA_HOME-} ]]; then java=$JAVA_HOME/bin/java; fi
  "$java" "-Dlamplight.home=$root/deploy/target" -Dlamplight.log.root=OFF \
    -cp "$root/deploy/target/test-classes:$root/deploy/target/classes:$(cat "$root/deploy/target/test.classpath")" \
    io.lamplight.deploy.torture.Torture "$@"
}

# A driver for the node of a running `up`.
torture_up() {
  build_torture
  start_lamplight
  torture "$1" --up "$up" --sip-port "$sip" --admin-port "$admin" "${@:2}"
}

torture_alone() {
  build_torture
  torture "$@"
}

hot_entity() {
  build_torture
  java -Xmx512m "-Dlamplight.home=$root/deploy/target" \
    -cp "$root/deploy/target/test-classes:$root/deploy/target/classes:$(cat "$root/deploy/target/test.classpath")" \
    io.lamplight.deploy.journal.HotEntity "${EVENTS:-1000000}" | tee "$out/hot-entity"
}

command=${1-}
if (($#)); then shift; fi
case $command in
  compare | heap | first | foreign | profile | growth) "$command" "$@" ;;
  kill) torture_up kill "$@" ;;
  soak) torture_up soak --cql-port "$cql" "$@" ;;
  hot-entity) hot_entity ;;
  faults | failover | due) torture_alone "$command" "$@" ;;
  *)
    sed -n '2,16p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
echo "left in $out"
