# Targets of every service's Makefile. service.ps1 has the same ones. Options: make build IMAGE_PREFIX=registry.example.com/ayon

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

dev: bundle
	docker run --rm -it --env-file ../.env -v "$(CURDIR)/bundle/main.js:/service/main.js:ro" $(IMAGE)

bundle:
	node ../../scripts/run.mjs bundle $(SERVICE)

bash:
	docker run --rm -it --env-file ../.env $(IMAGE) bash
