#!/bin/sh
# The file for Prometheus is well formed after every run, also a failed one; its counters never go
# back, and no trouble with it changes how a run ends.
. "$(dirname "$0")/flow.lib"

prom=$work/state/metrics/nhip.prom

# value SERIES: of the metrics, which must be well formed.
value() {
    "$root/tests/support/exposition" "$prom" "$1" || fail "the metrics are malformed after: $2"
}

new_deployment
start_farend --seed 9 --per-day 3 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml
# Far ends that are down are known at once.
sed -i 's/^options:/&\n  retry: {times: 0}/' "$work/config/sources/dvcqg.yaml"
nhip 0 run --as-of 2022-03-05T06:00:00
is 'the run is told' "$(value nhip_last_run_exit_status)" 0
is 'and when it was' "$(value nhip_last_run_timestamp_seconds)" 1646434800.000000
is 'batches' "$(value 'nhip_source_batches{source="dvcqg",state="loaded"}')" 4
is 'nothing is due' "$(value 'nhip_source_due_batches{source="dvcqg"}')" 0
is 'the lag' "$(value 'nhip_source_lag_seconds{source="dvcqg"}')" 21600
is 'the limits' "$(value 'nhip_source_freshness_limit_seconds{source="dvcqg",limit="error"}')" 259200
is 'records' "$(value 'nhip_source_records_received_total{source="dvcqg"}')" \
    "$(sql "SELECT sum(received) FROM nhip_batch WHERE nguon = 'dvcqg'")"
is 'the landing' "$(value 'nhip_source_landing_bytes{source="dvcqg"}')" \
    "$(find "$work/state/landing/dvcqg" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')"
is 'nothing half written is left' "$(find "$work/state/metrics" -type f | wc -l)" 1
received=$(value 'nhip_source_records_received_total{source="dvcqg"}')
nhip 0 run dvcqg --as-of 2022-03-05T06:30:00 --from 2022-03-04
[ "$(value 'nhip_source_records_received_total{source="dvcqg"}')" -gt "$received" ] ||
    fail 'what was read again is not counted'

# --- a run that fails ------------------------------------------------------------------------------
received=$(value 'nhip_source_records_received_total{source="dvcqg"}')
stop_farend
nhip 69 run dvcqg --as-of 2022-03-06T06:00:00
is 'its exit status' "$(value nhip_last_run_exit_status)" 69
is 'that of the source' "$(value 'nhip_source_last_run_exit_status{source="dvcqg"}')" 69
is 'others were not run' "$(value 'nhip_source_last_run_exit_status{source="bhyt"}')" 0
is 'the failed batch' "$(value 'nhip_source_batches{source="dvcqg",state="failed"}')" 1
is 'counters stay' "$(value 'nhip_source_records_received_total{source="dvcqg"}')" "$received"
rm "$work/credentials/hmac-key"
nhip 78 run --as-of 2022-03-06T07:00:00
is 'a run that cannot begin is told too' "$(value nhip_last_run_exit_status)" 78
is 'and blames no source' "$(value 'nhip_source_last_run_exit_status{source="bhyt"}')" 0

# --- where it is written, and when it cannot be ----------------------------------------------------
secret hmac-key demo-key-of-no-worth
rm "$prom"
printf 'metrics: off\n' >>"$work/config/nhip.yaml"
nhip 69 run dvcqg --as-of 2022-03-06T08:00:00
[ ! -e "$prom" ] || fail 'metrics were written though they are off'
sed -i "s|^metrics: .*|metrics: $work/textfile/nhip.prom|" "$work/config/nhip.yaml"
nhip 69 run dvcqg --as-of 2022-03-06T08:00:00
prom=$work/textfile/nhip.prom
is 'another place' "$(value nhip_last_run_exit_status)" 69
start_farend --seed 9 --per-day 3 --from 2022-03-01
sed -i "s|^metrics: .*|metrics: /dev/null/nhip.prom|" "$work/config/nhip.yaml"
nhip 0 run dvcqg --as-of 2022-03-06T09:00:00
has 'a place that cannot be written is told' "$work/err" 'no metrics: '
has 'and the run goes well' "$work/err" 'run batches=1 loaded=1'

# --- a timer that only looks writes them too -------------------------------------------------------
sed -i "s|^metrics: .*|metrics: $work/textfile/nhip.prom|" "$work/config/nhip.yaml"
nhip 1 fresh --notify --as-of 2022-03-09T06:00:00
is 'the lag of then' "$(value 'nhip_source_lag_seconds{source="dvcqg"}')" 280800

# --- a source that cannot be planned ---------------------------------------------------------------
is 'what is due' "$(value 'nhip_source_due_batches{source="don-vi"}')" 1
mv "$NHIP_DROP" "$NHIP_DROP.away"
nhip 0 run dvcqg --as-of 2022-03-06T10:00:00
has 'what is left out is told' "$work/err" 'warning don-vi metrics do not say what is due: '
is 'and left out' "$(value 'nhip_source_due_batches{source="don-vi"}')" ''
