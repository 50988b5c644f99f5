#!/bin/sh
# What was not synced is lost, at each point of a command; see power.c.
#
#   tests/proof/power.sh [WORLD...] [-- --seed N]
. tests/flow/flow.lib
. tests/proof/world.lib

prove_in_worlds power "$@"
