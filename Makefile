# Nhịp: one Makefile for everything.  `make help` says what can be asked of it.
#
# Sources are found by wildcard, room by room, so that a new file needs no edit here.  A room's
# tests are linked with that room and core only: they build while other rooms are broken.

# --- rooms ---------------------------------------------------------------------------------------

ROOMS := cli batch connectors landing transforms stores indicators reports core
# The tests in these folders look at the whole house, all others at their own room.
WHOLE := cli batch flow

VARIANT ?= release
BUILD ?= build/$(VARIANT)
PROGRAM := $(BUILD)/nhip
FAREND := $(BUILD)/farend
PROOF := $(BUILD)/proof
ARCHIVES := $(ROOMS:%=$(BUILD)/%.a)
SUPPORT := $(BUILD)/tests/support.a
# Each file there is a program that scripts/bench measures with, but those that have a header.
BENCH_PARTS := $(patsubst %.h,$(BUILD)/%.o,$(wildcard tests/bench/*.h))
BENCH := $(filter-out $(BENCH_PARTS:.o=),$(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c)))

SOURCES := $(wildcard $(ROOMS:%=%/*.c) tests/*/*.c)
HEADERS := $(wildcard $(ROOMS:%=%/*.h) tests/*/*.h)
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o)
TESTS := $(patsubst %.o,%,$(filter %_test.o,$(OBJECTS)))
FLOWS := $(wildcard tests/flow/*.sh)
FUZZERS := $(patsubst %.o,%,$(filter %_fuzz.o,$(OBJECTS)))
# The objects of one folder; those of a test folder that help its tests or make the far ends.
objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))
helpers = $(filter-out %_test.o %_fuzz.o,$(call objects,tests/$(1)))

# --- packages ------------------------------------------------------------------------------------

SETUP ?= packaging/setup
PACKAGES := xmlsec1-openssl libxml-2.0 libcurl jansson yaml-0.1 sqlite3 libcrypto zlib libutf8proc
# Asked of pkg-config once, and only when something is compiled: setup must run without it.
PKG_CFLAGS = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PACKAGES)))$(PKG_CFLAGS)
PKG_LIBS = $(eval PKG_LIBS := $(shell pkg-config --libs $(PACKAGES)))$(PKG_LIBS)
LIBS = $(PKG_LIBS) -lm
TEST_LIBS = -lcmocka -lmicrohttpd $(LIBS)

# --- variants ------------------------------------------------------------------------------------

VARIANTS := release debug san cov
FLAGS_release := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong
FLAGS_debug := -O0 -g3
FLAGS_san := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_cov := -O0 -g --coverage
# Not for nhip itself, whose main would be one too many: clang's, for the targets of tests/fuzz.
FLAGS_fuzz := $(FLAGS_san) -fsanitize=fuzzer-no-link
LINK_release := -Wl,-z,relro,-z,now
# The hot path of a conversion goes through small functions of many files: 5 % of its time.  clang
# would need a linker plugin that Debian does not install with it.
LTO = $(if $(findstring clang,$(CC)),,-flto=auto)
FLAGS_release += $(LTO)
LINK_release += $(LTO)
LINK_san := -fsanitize=address,undefined
LINK_cov := --coverage
LINK_fuzz := -fsanitize=fuzzer,address,undefined

ifeq ($(filter $(VARIANT),$(VARIANTS) fuzz),)
$(error VARIANT is "$(VARIANT)"; it may be: $(VARIANTS))
endif

# --- warnings ------------------------------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wformat-security -Wundef -Wvla -Wpointer-arith \
    -Wwrite-strings -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
# Errors only where asked, as `make check` does: a newer compiler's opinion stops no user.
WARNINGS += $(if $(WERROR),-Werror)

# --- rules ---------------------------------------------------------------------------------------

ifeq ($(origin CC),default)
CC := gcc
endif
LANGUAGE := -std=c11 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_FILE_OFFSET_BITS=64
# Libraries' headers are not ours to warn about.
SEARCH = -I. $(patsubst -I%,-isystem%,$(PKG_CFLAGS))
COMPILE = $(CC) $(LANGUAGE) $(SEARCH) $(WARNINGS) $(FLAGS_$(VARIANT)) -fPIE $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) -pie -Wl,--as-needed $(LINK_$(VARIANT)) $(LDFLAGS) -o $@ \
    -Wl,--start-group $^ -Wl,--end-group
ARCHIVE = @mkdir -p $(@D) && rm -f $@ && ar rcs $@ $^
QUIET := $(if $(V),,@)
say = @printf '  %-5s %s\n' $(1) $(@:$(BUILD)/%=%)

.DELETE_ON_ERROR:
.SECONDARY:

$(PROGRAM): $(ARCHIVES)
	$(call say,link)
	$(QUIET)$(LINK) $(LIBS)

$(FAREND): $(call helpers,farend)
	$(call say,link)
	$(QUIET)$(LINK) -lmicrohttpd -ljansson -lz -lm

# nhip once more, with counted calls in front of the real ones and a main that starts it again and
# again; tests/proof/wrapped names what the linker must put behind.
$(PROOF): $(call objects,tests/proof) $(SUPPORT) $(ARCHIVES) | tests/proof/wrapped
	$(call say,link)
	$(QUIET)$(LINK) @tests/proof/wrapped $(TEST_LIBS)

$(BENCH): %: %.o $(BENCH_PARTS)
	$(call say,link)
	$(QUIET)$(LINK) $(LIBS)

$(FUZZERS): %: %.o $(filter-out $(if $(filter fuzz,$(VARIANT)),%/replay.o),$(call helpers,fuzz)) \
    $(SUPPORT) $(BUILD)/transforms.a $(BUILD)/core.a
	$(call say,link)
	$(QUIET)$(LINK) $(TEST_LIBS)

# The .d file names the .tidy stamp too: a changed header is linted again in all its users.
$(BUILD)/%.o: %.c Makefile
	$(call say,cc)
	@mkdir -p $(@D)
	$(QUIET)$(COMPILE) -MMD -MP -MT '$@ $(@:.o=.tidy)' -c -o $@ $<

$(BUILD)/%.tidy: %.c .clang-tidy | $(BUILD)/%.o
	$(call say,tidy)
	@clang-tidy --quiet $< -- $(LANGUAGE) $(SEARCH) >$@.log 2>&1 || { cat $@.log; exit 1; }
	@mv $@.log $@

$(SUPPORT): $(call helpers,support)
	$(ARCHIVE)

define room
$(BUILD)/$(1).a: $(call objects,$(1))
	$$(ARCHIVE)
endef
$(foreach name,$(ROOMS),$(eval $(call room,$(name))))

define test_folder
TESTS_$(1) := $(filter $(BUILD)/tests/$(1)/%,$(TESTS))
$$(TESTS_$(1)): %: %.o $(call helpers,$(1)) $(SUPPORT) \
    $(if $(filter $(1),$(WHOLE)),$(ARCHIVES),$(BUILD)/$(1).a $(BUILD)/core.a)
	$$(call say,link)
	$$(QUIET)$$(LINK) $$(TEST_LIBS)
test-$(1): $$(TESTS_$(1))
endef
$(foreach name,$(ROOMS) flow,$(eval $(call test_folder,$(name))))

-include $(OBJECTS:.o=.d)

# --- targets -------------------------------------------------------------------------------------

.PHONY: help all $(VARIANTS) farend objects tests test test-flow test-fuzz test-proof proof prove-long sweep $(ROOMS:%=test-%) check \
    demo bench bench-tools fuzz fuzzers layers lint format format-check setup install clean
.DEFAULT_GOAL := all

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
LIB = $(DESTDIR)$(PREFIX)/lib
SYSTEM = $(LIB)/systemd/system
UNITS = $(patsubst packaging/systemd/%,%,$(wildcard $(addprefix packaging/systemd/,$(UNIT_NAMES))))
UNIT_NAMES := *.service *.timer *.service.d/*.conf
# Puts a file where nhip is installed below $(PREFIX): $(call place,MODE,FILE,DESTINATION)
place = sed 's|/usr/local/|$(PREFIX)/|g' '$(2)' | install -D -m $(1) /dev/stdin '$(3)'
RUN = NHIP=$(abspath $(PROGRAM)) FAREND=$(abspath $(FAREND)) PROOF=$(abspath $(PROOF)) TOOLS=$(abspath $(BUILD)/tests/bench)
# As many jobs as processors, unless the caller has said how many.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc))
SUBMAKE = $(MAKE) $(if $(V),,-s) --no-print-directory $(JOBS)

help: ## what you are reading
	@echo 'usage: make [TARGET] [VARIANT=NAME] [CC=gcc|clang] [WERROR=1] [V=1]'
	@sed -n 's/^[# ]*\([a-z][^:]*\):.* ## \(.*\)/  \1\t\2/p' Makefile | expand -t 26

all: $(PROGRAM) ## build nhip
# release debug san cov: ## build that variant of nhip, under build/VARIANT
$(VARIANTS):
	@$(SUBMAKE) VARIANT=$@ all
demo: setup ## set up, build, and run the main job against simulated far ends
	@$(SUBMAKE) all farend && $(RUN) scripts/demo
check: setup ## set up and run everything that decides whether the project is green
	+@MAKE='$(SUBMAKE)' scripts/check
bench: setup ## set up, build, and measure against the figures to reach
	@$(SETUP) packaging/packages.bench || echo 'bench: going on without what is missing'
	+@$(SUBMAKE) all bench-tools && $(RUN) MAKE='$(SUBMAKE)' scripts/bench

fuzz: setup ## run the fuzzers, each for SECONDS=60, or only the one that FUZZ names
	+@$(SUBMAKE) VARIANT=fuzz CC=clang BUILD=build/fuzz fuzzers
	@scripts/fuzz build/fuzz/tests/fuzz $(or $(SECONDS),60) $(FUZZ)

farend: $(FAREND) ## build the simulated far ends
bench-tools: $(BENCH)
fuzzers: $(FUZZERS)
objects: $(OBJECTS)
tests: $(PROGRAM) $(FAREND) $(TESTS) $(BENCH)
test: $(filter-out $(TESTS_flow),$(TESTS)) ## build and run the unit tests of all rooms
	@scripts/run-tests 120 $(BUILD)/logs $^
# test-ROOM: ## build and run the unit tests of one room
$(ROOMS:%=test-%):
	@scripts/run-tests 120 $(BUILD)/logs $^
test-flow: tests ## build all and run the tests that go through the command line
	@$(RUN) scripts/run-tests 300 $(BUILD)/logs $(TESTS_flow) $(FLOWS)
# Not the release variant: what is optimised at link time calls nothing that could be counted.
test-proof: $(PROGRAM) $(FAREND) $(PROOF) ## with VARIANT=debug: prove in short that no batch is lost; SEED=N tries others
	@$(RUN) tests/proof/prove short $(or $(SEED),1)
sweep: setup ## prove at length that no batch is lost: each call fails, is the last; power cuts, races, orders
	+@$(SUBMAKE) VARIANT=debug proof && $(SUBMAKE) VARIANT=debug prove-long SEED=$(or $(SEED),1)
prove-long: proof
	@$(RUN) tests/proof/prove long $(or $(SEED),1)
proof: $(PROGRAM) $(FAREND) $(PROOF)
test-fuzz: $(FUZZERS) ## build and run the fuzzers on their corpus and the samples, without searching
	@scripts/run-tests 120 $(BUILD)/logs $^

layers: ## look for broken layers, foreign headers, long functions, banned functions
	@scripts/layers
lint: $(OBJECTS:.o=.tidy) ## run clang-tidy over every source that changed
format: ## lay out all C files as .clang-format says
	@clang-format -i $(SOURCES) $(HEADERS)
format-check: ## say which C files are laid out otherwise
	@clang-format --dry-run --Werror $(SOURCES) $(HEADERS)

setup: ## install the Debian packages of packaging/packages that are missing
	@$(SETUP)
install: all ## install under $(DESTDIR)$(PREFIX)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/nhip
	mkdir -p $(SHARE)/nhip $(SHARE)/doc/nhip
	cp -R config $(SHARE)/nhip/
	cp -R $(wildcard README.md README.vi.md LICENSE docs) $(SHARE)/doc/nhip/
	$(foreach unit,$(UNITS),$(call place,644,packaging/systemd/$(unit),$(SYSTEM)/$(unit)) &&) :
	$(call place,644,packaging/systemd/nhip.sysusers,$(LIB)/sysusers.d/nhip.conf)
	$(call place,644,packaging/systemd/nhip.tmpfiles,$(LIB)/tmpfiles.d/nhip.conf)
	$(call place,755,packaging/cron/nhip-cron,$(LIB)/nhip/nhip-cron)
	$(call place,644,packaging/cron/nhip,$(SHARE)/nhip/cron)
clean: ## remove build/
	rm -rf build
