.DEFAULT_GOAL := help
.PHONY: help demo test build fmt golden bench soak claims clean

help: ## What there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 10

demo: ## Run the main job on this machine: two workspaces, real Envoy, no root, no Docker
	@./synapsemesh demo

test: ## Set everything up and run every test: unit, golden, feature, real Envoy
	@tools/setup --install && tools/go-tools && tools/with-docker tools/mvn verify

build: ## Compile and package everything, without running tests
	@tools/prerequisites && tools/mvn -Dmaven.test.skip=true package

fmt: ## Format all Java
	@tools/mvn -q spotless:apply

golden: ## Write the golden files anew from what the code gives now
	@tools/mvn test -Dsynapsemesh.golden=update -Dtest='*GoldenTest' -Dsurefire.failIfNoSpecifiedTests=false

bench: ## Measure beside the references (minutes): build/figures/*.json
	@tools/bench

soak: ## Rotations, faults and fuzzing for hours
	@tools/soak

claims: ## Check that every row of docs/claims.yaml has a proof that ran
	@tools/claims

clean: ## Remove what was built; what was set up stays in .tools
	@rm -rf -- */target build .tools/build.stamp
