# Developers' shortcuts. `python3 manage.py test` (or `up`) makes .venv first; nothing here rewrites a file but `fix`.
PY := .venv/bin/python
PURE := \
        cardiology/dictionary \
        cardiology/scores \
        cardiology/guidance \
        cardiology/quality \
        cardiology/timeline \
        cardiology/checks \
        cardiology/narrative \
        cardiology/drawing \
        cardiology/plausibility.py \
        cardiology/audit_exchange.py \
        cardiology/software.py \
        cardiology/provenance.py \
        cardiology/likeness.py \
        cardiology/identity.py \
        cardiology/warning_signs \
        cardiology/prescribing \
        cardiology/rounds \
        cardiology/snapshot.py \
        cardiology/examples.py \
        followup/schedule \
        followup/states.py \
        followup/state_picture.py \
        followup/priority.py \
        cardiology/definitions.py \
        followup/definitions.py \
        followup/planning.py \
        followup/holidays.py \
        followup/redflags \
        followup/requeue.py \
        followup/reach.py \
        followup/levels.py \
        followup/reminding.py \
        followup/endpoints.py \
        followup/plain_words.py \
        followup/channels \
        research/criteria \
        research/analysis \
        research/disclosure.py \

TYPED := $(wildcard $(PURE) cardiology/actions followup/actions research/actions config)
CHECKED := config manage.py cardiology followup research tests

.PHONY: check fix quick journeys bench bench-followup bench-research messages mutants campaign load fuzz
.PHONY: backup restore drill sbom

check:  ## style, types, templates, migrations, deployment settings
	$(PY) -m ruff check $(CHECKED)
	$(PY) -m ruff format --check $(CHECKED)
	SECRET_KEY=check DATABASE_URL=postgres://app@/department $(PY) -m mypy $(TYPED)
	$(PY) -m djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run
	BEHIND_HTTPS=1 $(PY) manage.py check --deploy --fail-level WARNING

fix:  ## let ruff repair what it can
	$(PY) -m ruff check --fix $(CHECKED)
	$(PY) -m ruff format $(CHECKED)

quick:  ## every test but the slow ones and the journeys
	python3 manage.py test -m "not slow and not journey"

journeys:  ## what each role does, in a browser
	python3 manage.py test -m journey

bench:  ## ratios, not verdicts: pages at PATIENTS=10000, import against COPY, cohort against SQL
	python3 manage.py bench --patients $(or $(PATIENTS),10000)

bench-followup:  ## bars of the desk: a million visits, 200 nurses at once, a worker that is killed
	python3 manage.py bench_followup

bench-research:  ## bars of the question page: 48 questions at PATIENTS=200000, beside other ways to ask
	python3 manage.py bench_research --patients $(or $(PATIENTS),200000)

messages:  ## collect what is to be translated (needs the gettext tools)
	$(PY) manage.py makemessages -l zh_Hans --no-obsolete --add-location file --ignore .venv --ignore "tests/*"

mutants:  ## seeded defects of the criteria compiler and evaluator: are they caught?
	$(PY) tests/mutants.py

campaign:  ## the fault campaign in full: minutes to hours; CAMPAIGN_SEED repeats one
	CAMPAIGN=long python3 manage.py test tests/campaign

load:  ## 70 people of all roles at once on PATIENTS=100000, SECONDS=300, beside published figures (after one `test`)
	python3 manage.py shell -v0 -c "from tests.campaign.load.run import main; main()"

fuzz:  ## requests from the OpenAPI schema, hostile words in every form and address; FUZZ_EXAMPLES of each kind
	CAMPAIGN=long python3 manage.py test tests/campaign/test_api_fuzz.py tests/campaign/test_hostile_requests.py

sbom:  ## what requirements.txt installs, with versions and licences, as CycloneDX: make sbom FILE=F
	$(PY) manage.py sbom $(or $(FILE),var/sbom.json)

TO ?= var/backups
backup:  ## the whole database into one file with a checksum of every table: make backup TO=FOLDER
	python3 manage.py backup $(TO)

restore:  ## a backup into a new database, compared table by table: make restore FILE=F INTO=NAME
	python3 manage.py restore $(FILE) --into $(INTO)

drill:  ## prove that a backup can be restored, in a database that is dropped again: make drill FILE=F
	python3 manage.py restore_drill $(FILE)
