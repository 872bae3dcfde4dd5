#!/usr/bin/env bash
set -euo pipefail
docker run --rm curlimages/curl:8.9.1 --fail http://localhost:8080/health
