# Korean trade reports: the few verbs. `make` alone lists them.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report month monthly test check mutants lint docs lab lock clean

BIN := .venv/bin
# Interpreters tried in this order; another one: make report PYTHON=/path/to/python3
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)
# Bytecode is written when a module is first imported: that of all of them would double the install.
unexport PYTHONDONTWRITEBYTECODE
# The modules whose functions notebooks and scripts call.
PUBLIC := helpers.loading helpers.metrics helpers.frames helpers.charts helpers.tables helpers.texts \
	helpers.findings helpers.claims helpers.forecasting helpers.revisions helpers.catalogue helpers.months
# $(call install,WHAT,ARGUMENTS OF PIP)
install = $(BIN)/python -c "$$INSTALL" '$(1)' --disable-pip-version-check \
	--no-warn-script-location --no-compile --constraint requirements.lock $(2)

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) \
		| while IFS='|' read -r verb text; do printf '  make %-8s %s\n' "$$verb" "$$text"; done

report: month .venv/.ready ## make the pages of a month: MONTH=2023-12, optionally AS_OF=2024-01-01
	@$(BIN)/ktrade report '$(MONTH)' $(if $(AS_OF),--as-of '$(AS_OF)')

month:
	@[ -n '$(MONTH)' ] || { echo 'Which month? For example: make report MONTH=2023-12' >&2; exit 2; }

monthly: .venv/.ready ## fetch what is new and publish what it changes; ARGS="--dry-run" only looks
	@code=0; $(BIN)/ktrade monthly $(ARGS) || code=$$?; \
	case $$code in 10|11) ;; *) exit $$code ;; esac # nothing new, not released yet: no faults

test: .venv/.ready-test ## run every test; ARGS="-k streak" chooses some
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal $(ARGS)

check: lint .venv/.ready-test ## what to run before a commit: layout, style, types and the quick tests
	@$(BIN)/python -m pytest --numprocesses=auto --dist=worksteal -m 'not slow' tests/unit $(ARGS)

mutants: .venv/.ready-test ## change metrics and claims a little: what do tests miss? SAMPLE=300 SEED=1
	@$(call install,mutmut,'mutmut>=3.8')
	@nice $(BIN)/python tests/mutants.py --sample $(or $(SAMPLE),300) --seed $(or $(SEED),1)

lint: .venv/.ready-lint ## check layout, style and types
	@$(BIN)/ruff format --check --quiet --diff .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/python tests/voice.py
	@$(BIN)/mypy --no-error-summary
	@echo 'Layout, style and types are fine.'

docs: .venv/.ready-docs ## write the reference of the public interface to docs/api/
	@$(BIN)/pdoc --docformat numpy --output-directory docs/api $(PUBLIC)
	@echo 'docs/api/index.html is written.'

lab: .venv/.ready-lab ## open the start page and the notebooks in JupyterLab
	@$(BIN)/ktrade lab $(LAB)

lock: .venv/.made ## write requirements.lock anew from pyproject.toml; UPGRADE=1 takes newest versions
	@$(call install,uv,uv)
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
	@$(BIN)/python -m pip --quiet uninstall --yes setuptools 2> /dev/null # of Python 3.11, unused
	@touch $@

.venv/.ready: .venv/.made pyproject.toml requirements.lock
	@$(call install,what the reports need,--editable .)
	@find .venv/lib -path '*-packages/*' \( -type d -name tests -o -name '*.c' -o -path '*/pip/*' -name __pycache__ \) \
		-prune -exec rm -rf {} + # 85 MB of tests, sources in C and bytecode of pip
	@touch $@

.venv/.ready-%: .venv/.ready
	@$(call install,what $* needs,--editable '.[$*]')
	@touch $@

# pip on one line of a terminal, in a log as two lines; all of its output where it fails.
define INSTALL
import subprocess, sys, time
what, began, said, count = sys.argv[1], time.monotonic(), [], 0
pip = [sys.executable, "-B", "-m", "pip", "install", *sys.argv[2:]]
terminal = sys.stderr.isatty()
show = lambda text, end: print(f"\r\x1b[K{text}" if terminal else text, end=end, file=sys.stderr, flush=True)
terminal or show(f"Installing {what}", "\n")
with subprocess.Popen(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
    for line in process.stdout:
        said.append(line)
        count += line.startswith(("Collecting", "Processing"))
        if terminal:
            step = "installing" if line.startswith("Installing collected") else "collecting"
            show(f"Installing {what}: {step} {count} packages, {time.monotonic() - began:.0f} s", "")
took = f"in {time.monotonic() - began:.0f} s"
show(f"Could not install {what}" if process.returncode else f"Installed {what} with {count} packages {took}", "\n")
if process.returncode:
    print("".join(said), end="", file=sys.stderr)
    if any("connection broken" in line or "from versions: none" in line for line in said):
        print("No package index answers: is there a network, or a proxy to be set?", file=sys.stderr)
sys.exit(process.returncode)
endef
export INSTALL
