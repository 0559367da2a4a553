# Targets of every service's Makefile. service.ps1 has the same ones. Options: make build IMAGE_PREFIX=registry.example.com/ayon
# and make dev RUN_OPTIONS='--network ayon-ftrack_default', whatever `docker run` takes.

IMAGE_PREFIX ?= ynput
VERSION := $(shell sed -n 's/.*"version": "\(.*\)".*/\1/p' ../../package.json)
IMAGE = $(IMAGE_PREFIX)/ayon-ftrack-$(SERVICE):$(VERSION)

.PHONY: help build dist clean dev bundle bash

help:
	@echo "$(IMAGE): build, dist (push it), clean (remove it here), dev (run this checkout in it), bash"

build:
	docker build -f Dockerfile -t $(IMAGE) ../..

dist:
	docker push $(IMAGE)

clean:
	docker image rm $(IMAGE)

../.env:
	@echo 'services/.env is missing. Copy services/.env.example to it and fill it in.' >&2; exit 1

dev: ../.env bundle
	docker run --rm -it --env-file ../.env $(RUN_OPTIONS) -v "$(CURDIR)/bundle/main.js:/service/main.js:ro" $(IMAGE)

bundle:
	node ../../scripts/run.mjs bundle $(SERVICE)

bash: ../.env
	docker run --rm -it --env-file ../.env $(RUN_OPTIONS) $(IMAGE) bash
