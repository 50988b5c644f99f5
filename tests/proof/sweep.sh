#!/bin/sh
# Every call of a command fails once, and is its last once; see sweep.c.
#
#   tests/proof/sweep.sh [WORLD...] [-- --seed N --limit N --point KIND:NUMBER:FAULT]
#
# The worlds are those of world.lib, all of them where none is named.  Without a limit all points
# are tried, which takes long.
. tests/flow/flow.lib
. tests/proof/world.lib

prove_in_worlds sweep "$@"
