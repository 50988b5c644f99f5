#!/bin/sh
# nhip fresh says how far each source lags, and its exit status whether that is too far.
. "$(dirname "$0")/flow.lib"

new_deployment
start_farend --seed 9 --per-day 3 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml

nhip 65 fresh
has 'nothing was ever run' "$work/err" 'there is no ledger yet'
nhip 0 run --as-of 2022-03-10T06:00:00
nhip 0 fresh --as-of 2022-03-10T06:00:00
has 'a source with a window a day' "$work/out" 'dvcqg         2022-03-09       2022-03-10T00:00:00  6h     1d 12h  3d     fresh'
has 'a source with a window a week' "$work/out" 'dat-dai       2022-03-01       2022-03-08T00:00:00  2d 6h  9d      15d    fresh'
nhip 0 fresh --as-of 2022-03-11T12:00:00
nhip 2 fresh --as-of 2022-03-11T12:00:01
nhip 0 fresh dat-dai don-vi --as-of 2022-03-11T12:00:01
is 'only what was asked for is shown' "$(wc -l <"$work/out")" 3
nhip 2 fresh bhyt --as-of 2022-03-13T00:00:00 --format json
has 'machines read seconds' "$work/out" \
    '{"source":"bhyt","window":"2022-03-09","good_until":"2022-03-10T00:00:00","lag_seconds":259200,"warn_seconds":129600,"error_seconds":259200,"state":"warn"}'
nhip 1 fresh bhyt --as-of 2022-03-13T00:00:01 --format csv
has 'and a spreadsheet too' "$work/out" 'bhyt,2022-03-09,2022-03-10T00:00:00,259201,129600,259200,stale'
nhip 1 fresh --as-of 2022-03-13T00:00:01
nhip 0 fresh don-vi --as-of 2032-03-13
has 'no limit is no staleness' "$work/out" '-     -      fresh'
nhip 64 fresh bhty
has 'a wrong name' "$work/err" "no source 'bhty'"

# What is loaded behind a gap makes nothing fresh.
nhip 0 run dvcqg --as-of 2022-03-13T06:00:00 --from 2022-03-12
nhip 1 fresh dvcqg --as-of 2022-03-13T06:00:00 --format csv
has 'the gap counts' "$work/out" 'dvcqg,2022-03-09,'
nhip 0 run dvcqg --as-of 2022-03-13T06:00:00
nhip 0 fresh dvcqg --as-of 2022-03-13T06:00:00 --format csv
has 'the gap is closed' "$work/out" 'dvcqg,2022-03-12,'
