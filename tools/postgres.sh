#!/bin/sh
# A throw-away PostgreSQL for the tests, as an unprivileged user, on a socket of its own:
#   tools/postgres.sh start DIR    makes it in DIR and prints its URL (for QINWU_TEST_POSTGRES)
#   tools/postgres.sh stop DIR     stops it and removes DIR
# Nothing in it needs to survive a crash of the machine, so it does not wait for the disk.
set -eu
action=$1
dir=$2
owner=$(id -un)
[ "$(id -u)" -ne 0 ] || owner=postgres
bin=$(dirname "$(command -v pg_ctl || ls -1d /usr/lib/postgresql/*/bin/pg_ctl | sort -V | tail -n 1)")

as_owner() { if [ "$(id -un)" = "$owner" ]; then "$@"; else su "$owner" -s /bin/sh -c '"$0" "$@"' -- "$@"; fi; }

case $action in
start)
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    [ "$(id -un)" = "$owner" ] || chown "$owner" "$dir"
    as_owner "$bin/initdb" --pgdata="$dir/data" --username=qinwu --auth=trust --encoding=UTF8 --locale=C \
        --no-sync >"$dir.log" 2>&1 || { cat "$dir.log" >&2; exit 1; }
    as_owner "$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/log" --wait start \
        --options="-c listen_addresses= -c unix_socket_directories='$dir' -c max_connections=250 -c fsync=off" >&2
    rm -f "$dir.log"
    echo "postgresql://qinwu@/postgres?host=$dir"
    ;;
stop)
    dir=$(cd "$dir" && pwd)
    as_owner "$bin/pg_ctl" --pgdata="$dir/data" --mode=immediate --wait stop >&2
    rm -rf "$dir"
    ;;
*)
    sed -n '2,5s/^# //p' "$0" >&2
    exit 2
    ;;
esac
