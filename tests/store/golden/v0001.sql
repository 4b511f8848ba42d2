BEGIN TRANSACTION;
CREATE TABLE actions (
	project_id TEXT NOT NULL, 
	action_id TEXT NOT NULL, 
	lesson_id TEXT, 
	text TEXT NOT NULL, 
	owner TEXT, 
	due_on TEXT, 
	status TEXT, 
	closed_on TEXT, 
	measure TEXT, 
	direction TEXT, 
	PRIMARY KEY (project_id, action_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE allocations (
	project_id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	period_end TEXT NOT NULL, 
	capacity_hours DOUBLE, 
	booked_hours DOUBLE, 
	spent_hours DOUBLE, 
	PRIMARY KEY (project_id, role, period_end), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE calibrations (
	number INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	document TEXT NOT NULL, 
	PRIMARY KEY (number)
);
INSERT INTO "calibrations" VALUES(1,'first','2026-08-10 00:00:00','{"n": 120}');
CREATE TABLE changes (
	project_id TEXT NOT NULL, 
	change_id TEXT NOT NULL, 
	requested_on TEXT, 
	decided_on TEXT, 
	decision TEXT, 
	effort DOUBLE, 
	cost DOUBLE, 
	days DOUBLE, 
	reason TEXT, 
	approved_by TEXT, 
	affects TEXT, 
	PRIMARY KEY (project_id, change_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE dependencies (
	project_id TEXT NOT NULL, 
	task_id TEXT NOT NULL, 
	needs_task_id TEXT NOT NULL, 
	kind TEXT, 
	lag_days DOUBLE, 
	PRIMARY KEY (project_id, task_id, needs_task_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE estimates (
	row_id INTEGER NOT NULL, 
	project_id TEXT NOT NULL, 
	task_id TEXT NOT NULL, 
	estimated_on TEXT NOT NULL, 
	estimator TEXT, 
	low DOUBLE, 
	mid DOUBLE NOT NULL, 
	high DOUBLE, 
	level DOUBLE, 
	unit TEXT, 
	basis TEXT, 
	scope_version TEXT, 
	PRIMARY KEY (row_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
INSERT INTO "estimates" VALUES(1,'PAY-2','PAY-2-17','2026-01-14',NULL,NULL,8.0,NULL,NULL,'hours','import',NULL);
INSERT INTO "estimates" VALUES(2,'PAY-2','PAY-2-17','2026-08-10',NULL,NULL,13.0,NULL,NULL,'hours','import',NULL);
CREATE TABLE imports (
	import_id INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	source TEXT NOT NULL, 
	profile TEXT, 
	project_ids TEXT NOT NULL, 
	read BIGINT NOT NULL, 
	accepted BIGINT NOT NULL, 
	quarantined BIGINT NOT NULL, 
	details TEXT NOT NULL, 
	PRIMARY KEY (import_id)
);
INSERT INTO "imports" VALUES(1,'2026-08-03 09:30:00','jira.csv',NULL,'["PAY-2"]',2,1,1,'{}');
CREATE TABLE lessons (
	project_id TEXT NOT NULL, 
	lesson_id TEXT NOT NULL, 
	"column" TEXT, 
	text TEXT NOT NULL, 
	theme TEXT, 
	votes BIGINT, 
	driver TEXT, 
	PRIMARY KEY (project_id, lesson_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE meta (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE milestones (
	project_id TEXT NOT NULL, 
	milestone TEXT NOT NULL, 
	recorded_on TEXT NOT NULL, 
	baseline_on TEXT, 
	forecast_on TEXT, 
	actual_on TEXT, 
	PRIMARY KEY (project_id, milestone, recorded_on), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE periods (
	project_id TEXT NOT NULL, 
	period_end TEXT NOT NULL, 
	planned_value DOUBLE, 
	earned_value DOUBLE, 
	actual_cost DOUBLE, 
	PRIMARY KEY (project_id, period_end), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE projects (
	project_id TEXT NOT NULL, 
	name TEXT, 
	reference_class TEXT, 
	team TEXT, 
	method TEXT, 
	zone TEXT, 
	started_on TEXT, 
	planned_finish_on TEXT, 
	finished_on TEXT, 
	budget DOUBLE, 
	currency TEXT, 
	PRIMARY KEY (project_id)
);
INSERT INTO "projects" VALUES('PAY-2','Payments 2',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE quarantine (
	quarantine_id INTEGER NOT NULL, 
	import_id INTEGER NOT NULL, 
	"table" TEXT NOT NULL, 
	"row" TEXT NOT NULL, 
	"values" TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (quarantine_id), 
	FOREIGN KEY(import_id) REFERENCES imports (import_id)
);
INSERT INTO "quarantine" VALUES(1,1,'tasks','3','{"project_id": "PAY-2", "estimate": "-3"}','Estimate is -3; expected a number of 0 or more');
CREATE TABLE review_versions (
	project_id TEXT NOT NULL, 
	reviewed_on TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	reviewer TEXT, 
	facts TEXT, 
	saved_at TEXT NOT NULL, 
	PRIMARY KEY (project_id, reviewed_on, version)
);
INSERT INTO "review_versions" VALUES('PAY-2','2026-07-30',1,'delivery lead','{"biggest surprise": "tax rules"}','2026-08-10 00:00:00');
CREATE TABLE reviews (
	project_id TEXT NOT NULL, 
	reviewed_on TEXT NOT NULL, 
	reviewer TEXT, 
	facts TEXT, 
	version BIGINT, 
	PRIMARY KEY (project_id, reviewed_on), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
INSERT INTO "reviews" VALUES('PAY-2','2026-07-30','delivery lead','{"biggest surprise": "tax rules"}',1);
CREATE TABLE risks (
	project_id TEXT NOT NULL, 
	risk_id TEXT NOT NULL, 
	recorded_on TEXT, 
	text TEXT, 
	probability DOUBLE, 
	impact DOUBLE, 
	unit TEXT, 
	response TEXT, 
	occurred BOOLEAN, 
	occurred_on TEXT, 
	cost DOUBLE, 
	PRIMARY KEY (project_id, risk_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE runs (
	run_id INTEGER NOT NULL, 
	template TEXT NOT NULL, 
	project_id TEXT, 
	parameters TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	status TEXT NOT NULL, 
	attempts BIGINT NOT NULL, 
	queued_at TEXT, 
	started_at TEXT, 
	finished_at TEXT, 
	seconds DOUBLE, 
	reason TEXT, 
	cell BIGINT, 
	output TEXT, 
	PRIMARY KEY (run_id)
);
INSERT INTO "runs" VALUES(1,'project_retrospective','PAY-2','{}','a1b2','done',1,NULL,'2026-08-10 00:00:00','2026-08-10 00:00:00',4.5,NULL,NULL,'PAY-2.html');
CREATE TABLE sprints (
	project_id TEXT NOT NULL, 
	sprint TEXT NOT NULL, 
	started_on TEXT, 
	ended_on TEXT, 
	capacity DOUBLE, 
	unit TEXT, 
	committed DOUBLE, 
	added DOUBLE, 
	removed DOUBLE, 
	completed DOUBLE, 
	PRIMARY KEY (project_id, sprint), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE task_sprints (
	project_id TEXT NOT NULL, 
	task_id TEXT NOT NULL, 
	sprint TEXT NOT NULL, 
	added_on TEXT, 
	removed_on TEXT, 
	committed BOOLEAN, 
	done BOOLEAN, 
	PRIMARY KEY (project_id, task_id, sprint), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE tasks (
	project_id TEXT NOT NULL, 
	task_id TEXT NOT NULL, 
	title TEXT, 
	kind TEXT, 
	component TEXT, 
	parent_id TEXT, 
	is_rollup BOOLEAN, 
	estimator TEXT, 
	assignee TEXT, 
	role TEXT, 
	estimate_unit TEXT, 
	actual_unit TEXT, 
	estimate DOUBLE, 
	estimate_low DOUBLE, 
	estimate_high DOUBLE, 
	level DOUBLE, 
	actual DOUBLE, 
	status TEXT, 
	status_class TEXT, 
	estimated_on TEXT, 
	created_on TEXT, 
	started_on TEXT, 
	finished_on TEXT, 
	due_on TEXT, 
	baseline_finish_on TEXT, 
	added_on TEXT, 
	blocked_hours DOUBLE, 
	cost DOUBLE, 
	labels TEXT, 
	PRIMARY KEY (project_id, task_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
INSERT INTO "tasks" VALUES('PAY-2','PAY-2-17','O''Neil''s "card" screen',NULL,NULL,NULL,0,NULL,NULL,NULL,'hours',NULL,8.0,NULL,NULL,NULL,NULL,NULL,'done','2026-01-14',NULL,NULL,'2026-02-06 16:45:00',NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE transitions (
	project_id TEXT NOT NULL, 
	task_id TEXT NOT NULL, 
	at TEXT NOT NULL, 
	from_status TEXT, 
	to_status TEXT NOT NULL, 
	PRIMARY KEY (project_id, task_id, at, to_status), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
CREATE TABLE workbench_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT workbench_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "workbench_version" VALUES('0001');
CREATE TABLE worklogs (
	row_id INTEGER NOT NULL, 
	project_id TEXT NOT NULL, 
	task_id TEXT NOT NULL, 
	day TEXT NOT NULL, 
	role TEXT, 
	hours DOUBLE NOT NULL, 
	note TEXT, 
	PRIMARY KEY (row_id), 
	FOREIGN KEY(project_id) REFERENCES projects (project_id)
);
INSERT INTO "worklogs" VALUES(1,'PAY-2','PAY-2-17','2026-02-03',NULL,3.5,NULL);
INSERT INTO "worklogs" VALUES(2,'PAY-2','PAY-2-17','2026-02-03',NULL,3.5,NULL);
CREATE INDEX ix_estimates_task ON estimates (project_id, task_id);
CREATE INDEX ix_worklogs_task ON worklogs (project_id, task_id);
CREATE INDEX ix_quarantine_import_id ON quarantine (import_id);
CREATE INDEX ix_runs_project_id ON runs (project_id);
CREATE INDEX ix_runs_key ON runs ("key");
COMMIT;
