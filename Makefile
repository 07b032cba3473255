# Korean trade reports: the few verbs. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report monthly test mutants messages lint lab lock clean

BIN := .venv/bin
# Interpreters tried in this order; another one: make report PYTHON=/path/to/python3
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
PIP_INSTALL := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pip install \
	--quiet --quiet --disable-pip-version-check --no-warn-script-location --compile

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r verb text; do printf '  make %-8s %s\n' "$$verb" "$$text"; done

report: .venv/.ready ## make the pages of a month: MONTH=2023-12, optionally AS_OF=2024-01-01
	@if [ -z '$(MONTH)' ]; then \
		echo 'Which month? For example: make report MONTH=2023-12' >&2; exit 2; \
	fi
	@$(BIN)/ktrade report '$(MONTH)' $(if $(AS_OF),--as-of '$(AS_OF)')

monthly: .venv/.ready ## fetch what is new and publish what it changes; ARGS="--dry-run" only looks
	@code=0; $(BIN)/ktrade monthly $(ARGS) || code=$$?; \
	case $$code in 10|11) ;; *) exit $$code ;; esac # nothing new, not released yet: no faults

test: .venv/.ready-test ## run every test; ARGS="-k streak" chooses some
	@$(BIN)/python -m pytest --numprocesses=auto $(ARGS)

mutants: .venv/.ready-test ## change metrics and claims a little: what do tests miss? SAMPLE=300 SEED=1
	@$(PIP_INSTALL) 'mutmut>=3.8'
	@nice $(BIN)/python tests/mutants.py --sample $(or $(SAMPLE),300) --seed $(or $(SEED),1)

messages: .venv/.ready-test ## gather the texts that have a Korean one; says how many have none yet
	@$(BIN)/python tests/messages.py

lint: .venv/.ready-lint ## check layout, style and types
	@$(BIN)/ruff format --check --quiet --diff .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@echo 'Layout, style and types are fine.'

lab: .venv/.ready-widgets ## open the start page and the notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=. --LabApp.default_url=/lab/tree/docs/start.ipynb \
		$(if $(filter 0,$(shell id -u)),--allow-root)

lock: .venv/.made ## write requirements.lock anew from pyproject.toml; UPGRADE=1 takes newest versions
	@$(PIP_INSTALL) uv
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --fork-strategy fewest \
		--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --quiet \
		$(if $(UPGRADE),--upgrade) --output-file requirements.lock > /dev/null
	@echo 'requirements.lock is written; environment.yml must name the same versions.'

clean: ## remove the environment and the tools' caches; reports and data stay
	@rm -rf .venv mutants .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: a stamp file for each stage, so that a stage runs again when its inputs change.

.venv/.made:
	@usable=; bare=; \
	for python in $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then usable=$$python; break; fi; \
		bare=$${bare:-$$python}; \
	done; \
	if [ -n "$$usable" ]; then \
		echo "Making the environment .venv with $$("$$usable" --version)"; \
		"$$usable" -m venv .venv; \
	elif [ -n "$$bare" ]; then \
		version=$$("$$bare" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
		echo "$$bare cannot make an environment: its module ensurepip is missing." >&2; \
		echo "On Debian: apt-get install python$$version-venv" >&2; \
		exit 1; \
	else \
		echo "Python 3.11 or newer is needed; none found as: $(PYTHONS)." >&2; \
		echo "On Debian 12 or newer: apt-get install python3 python3-venv" >&2; \
		echo "An interpreter elsewhere: make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi
	@touch $@

.venv/.ready: .venv/.made pyproject.toml requirements.lock
	@echo 'Installing the reports and what they need'
	@$(PIP_INSTALL) --constraint requirements.lock --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@

.venv/.ready-%: .venv/.ready
	@echo 'Installing what $* needs'
	@$(PIP_INSTALL) --constraint requirements.lock --editable '.[$*]'
	@touch $@
