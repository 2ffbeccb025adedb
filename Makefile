# Everything here works on a fresh Debian 12 with a Swift 6.3 toolchain: `make demo`, `make test`.

SWIFT    ?= swift
PYTHON   ?= /usr/bin/python3
JOBS     ?= $(shell nproc)
PREFIX   ?= /usr/local
DESTDIR  ?=
DURATION ?=
SEED     ?=

# One release build serves the demo and the tests: testability does not change what is optimised.
FLAGS    := -c release -Xswiftc -enable-testing -j $(JOBS)
CHECKS   := --explicit-target-dependency-import-check error
BINARY   := .build/release/ethermap
SOURCES  := $(wildcard Package.swift Sources Tests)
export SWIFT PYTHON FLAGS CHECKS BINARY

PACKAGES := $(shell sed 's/\#.*//' deploy/debian-packages.txt)

.DEFAULT_GOAL := help
.PHONY: help deps build binary demo test test-fast test-asan lint format bench bench-quick \
	bench-localise install uninstall clean

help: ## show this list
	@echo 'make TARGET, where TARGET is one of'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done
	@echo 'demo takes DURATION=seconds (none: until you stop it) and SEED=number; install takes PREFIX=$(PREFIX)'

deps: ## install the Debian packages that are missing, none if none
	@command -v $(SWIFT) >/dev/null || { \
		echo 'a Swift 6.3 toolchain is needed first: https://www.swift.org/install/linux' >&2; exit 69; }
	@command -v dpkg-query >/dev/null || { \
		echo 'not a Debian system; needed are what these packages hold: $(PACKAGES)' >&2; exit 0; }; \
	missing=''; \
	for package in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' \
			|| missing="$$missing $$package"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	echo "installing:$$missing"; \
	root=''; [ "$$(id -u)" = 0 ] || root=sudo; \
	$$root apt-get update -q \
		&& $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing

build: deps ## the program and all tests, one release build
	$(SWIFT) build $(FLAGS) $(CHECKS) --build-tests

binary: deps
	$(SWIFT) build $(FLAGS) $(CHECKS) --product ethermap

demo: binary ## a private broker, a simulated city, a hidden interferer, and its alert
	$(BINARY) demo $(if $(SEED),--seed $(SEED)) $(if $(DURATION),--duration $(DURATION))

test: deps ## everything that must hold: lint, build, all tests, the program itself
	@.ci/suite lint build tests program

test-fast: deps ## lint, build and tests, without running the program
	@.ci/suite lint build tests

test-asan: deps ## all tests under the address and leak sanitizers, in a build of their own
	@.ci/suite asan

lint: deps ## formatting, and the rules of Tests/TidyTests
	@.ci/suite lint build tidy

format: ## format the Swift sources in place
	$(SWIFT) format --in-place --recursive $(SOURCES)

bench: binary ## throughput and latency against the floor in C and the peer in Python
	$(PYTHON) Benchmarks/ingest/run.py
	$(PYTHON) Benchmarks/latency/run.py

bench-quick: binary ## the same, one short round: does it work at all
	$(PYTHON) Benchmarks/ingest/run.py --quick
	$(PYTHON) Benchmarks/latency/run.py --quick

bench-localise: deps ## time of one localisation, with and without a city
	$(SWIFT) run $(FLAGS) $(CHECKS) localise

install: binary ## the program and its share files under PREFIX
	install -D -m 0755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/ethermap
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/doc/ethermap \
		README.md LICENSE NOTICE CHANGELOG.md SECURITY.md $(wildcard docs/*.md)
	install -D -m 0644 -t $(DESTDIR)$(PREFIX)/share/ethermap/proto/ethermap/v1 \
		$(wildcard proto/ethermap/v1/*.proto)
	install -d $(DESTDIR)$(PREFIX)/share/ethermap/weights
	for file in Sources/Interference/Weights/*.safetensors; do \
		[ ! -e "$$file" ] || install -m 0644 -t $(DESTDIR)$(PREFIX)/share/ethermap/weights "$$file"; done
	$(BINARY) config sample > $(DESTDIR)$(PREFIX)/share/ethermap/ethermap.yaml

uninstall: ## what install put there
	rm -rf $(DESTDIR)$(PREFIX)/bin/ethermap $(DESTDIR)$(PREFIX)/share/ethermap \
		$(DESTDIR)$(PREFIX)/share/doc/ethermap

clean: ## every build folder
	rm -rf .build .build-asan Benchmarks/build
