# One door for users and developers; `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help run test test-slow check bench pictures clean
help: ## 列出可用的命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(STAMP): pyproject.toml
	@$(PYTHON) .ci/bootstrap.py .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $(STAMP)

run: $(STAMP) ## 建好环境并打开执笔（浏览器）
	$(BIN)/zhibi serve

test: $(STAMP) ## 运行测试
	$(BIN)/python -m pytest

test-slow: $(STAMP) ## 运行较慢的测试
	$(BIN)/python -m pytest -m 'slow'

check: $(STAMP) ## 格式、类型、分层与测试
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

bench: $(STAMP) ## 测速，写入 docs/bench.md
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	$(BIN)/python -m tests.bench

pictures: $(STAMP) ## 重拍 README 里的三张图（要有 Chromium）
	PYTHONPATH=.:tests $(BIN)/python -m tests.bench.pictures

clean: ## 删除环境与缓存
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
