# Thin: each target is one script or one command. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help deps build release demo images test unit check lint bench fuzz clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install the Debian packages that building and testing need
	scripts/install-deps

build: ## Build for debugging
	scripts/install-deps build
	swift build

release: ## Build .build/release/pipeline-runner
	scripts/install-deps build
	scripts/build-release

demo: ## From nothing to a tested, published and started image
	scripts/demo

images: release ## Build the base image and the tree in pipelines/images
	scripts/install-deps runtime
	.build/release/pipeline-runner base build pipelines/base/bookworm.yaml
	.build/release/pipeline-runner images build -c pipelines/images/config.yaml pipelines/images

test: ## Run every test, on both engines
	scripts/test

unit: ## Run the tests that need neither engine nor registry
	scripts/install-deps build test
	swift test --skip 'ImageEnginesTests|IntegrationTests|BaseImageBuilderTests|BaseImagePublisherTests|RegistryClientTests'

check: ## Check formatting, imports and shell scripts
	scripts/check

lint: check

bench: ## Measure against the engines by hand
	scripts/install-deps
	scripts/bench

fuzz: ## Feed the parsers and the compiler a million inputs (INPUTS=…)
	scripts/install-deps build
	scripts/fuzz $(or $(INPUTS),1000000)

clean: ## Remove what was built here; the caches outside stay
	rm -rf .build .demo
