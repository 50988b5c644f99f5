#!/bin/sh
# Processes at once over the same sources, killed at random; see race.c.
#
#   tests/proof/race.sh [WORLD...] [-- --limit ROUNDS --processes N --seed N --round N]
. tests/flow/flow.lib
. tests/proof/world.lib

prove_in_worlds race "$@"
