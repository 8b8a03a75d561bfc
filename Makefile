# The two commands of the README are `make demo` and `make check`; both set a fresh Debian 12 machine up themselves.
SHELL := /bin/bash
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)

help:  ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup:  ## install what is missing: Debian packages, official rule packs and schemas
	@conf/setup/install
	@conf/setup/rules

rules:  ## install the official rule packs and schemas into build/rules
	@conf/setup/rules

build: setup  ## build/bin/quittance
	@conf/setup/build dev quittance

demo: build  ## two gateways and a mail server on loopback; four invoices; what became of each
	@tests/demo/demo

check: setup  ## everything: build, all tests, sanitizers, fuzzers for some seconds
	@conf/setup/build dev
	@conf/setup/build asan sanitized
	@ctest --test-dir build-asan -L unit -j$(JOBS) --output-on-failure
	@conf/setup/fuzz 5 1
	@ctest --test-dir build -j$(JOBS) --output-on-failure

threads: setup  ## what threads share, under ThreadSanitizer
	@conf/setup/build tsan test_threads
	@build-tsan/bin/test_threads --gtest_filter='*Threads*'

bench: build  ## speed and memory; writes build/bench/results.jsonl
	@conf/setup/build dev bench
	@tests/bench/run

fuzz: setup  ## each libFuzzer target for a minute (SECONDS_EACH=60)
	@conf/setup/build asan fuzzers
	@conf/setup/fuzz $(or $(SECONDS_EACH),60)

format:  ## clang-format over everything
	@git ls-files '*.cpp' '*.h' | xargs clang-format-19 -i

clean:  ## remove all build folders
	@rm -rf build build-*

.PHONY: help setup rules build demo check threads bench fuzz format clean
