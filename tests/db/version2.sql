-- A query log as schema version 2 wrote it. Frozen: later versions must open it.
PRAGMA application_id = 1129464148;
PRAGMA user_version = 2;
BEGIN TRANSACTION;
CREATE TABLE approaches (
            scope TEXT NOT NULL CHECK (scope IN ('user', 'server')),
            owner TEXT NOT NULL,
            approach TEXT NOT NULL,
            PRIMARY KEY (scope, owner)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "approaches" VALUES('user','0f1e2d3c4b5a69788796a5b4c3d2e1f0','prototype');
CREATE TABLE chat_channels (
            server TEXT NOT NULL,
            channel TEXT NOT NULL,
            PRIMARY KEY (server, channel)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "chat_channels" VALUES('aa','bb');
CREATE TABLE queries (
            id INTEGER PRIMARY KEY,
            time REAL NOT NULL,
            front_end TEXT NOT NULL,
            user TEXT NOT NULL,
            channel TEXT NOT NULL,
            kind TEXT NOT NULL,
            text TEXT NOT NULL,
            approach TEXT NOT NULL,
            k INTEGER NOT NULL,
            build TEXT,
            milliseconds REAL NOT NULL,
            request TEXT
        ) STRICT;
INSERT INTO "queries" VALUES(1770000000000000001,1770000000.5,'console','0f1e2d3c4b5a69788796a5b4c3d2e1f0','ffeeddccbbaa99887766554433221100','find','dark piano loop','contrastive',2,'b1',4.25,NULL);
CREATE TABLE results (
            query_id INTEGER NOT NULL REFERENCES queries(id) ON DELETE CASCADE,
            rank INTEGER NOT NULL,
            sample_id INTEGER NOT NULL,
            path TEXT NOT NULL,
            sha TEXT,
            score REAL NOT NULL,
            PRIMARY KEY (query_id, rank)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "results" VALUES(1770000000000000001,1,31,'keys/piano_loop.wav','ab12',0.71);
INSERT INTO "results" VALUES(1770000000000000001,2,35,'keys/pad.wav',NULL,0.52);
CREATE TABLE state (
            key TEXT PRIMARY KEY,
            user TEXT,
            value TEXT NOT NULL,
            expires REAL
        ) STRICT, WITHOUT ROWID;
INSERT INTO "state" VALUES('commands',NULL,'"digest"',NULL);
CREATE TABLE votes (
            query_id INTEGER NOT NULL,
            rank INTEGER NOT NULL,
            user TEXT NOT NULL,
            value INTEGER NOT NULL CHECK (value IN (-1, 1)),
            time REAL NOT NULL,
            PRIMARY KEY (query_id, rank, user),
            FOREIGN KEY (query_id, rank) REFERENCES results(query_id, rank) ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID;
INSERT INTO "votes" VALUES(1770000000000000001,2,'0f1e2d3c4b5a69788796a5b4c3d2e1f0',-1,1770000009.5);
CREATE INDEX queries_time ON queries(time);
CREATE INDEX queries_user ON queries(user);
CREATE INDEX votes_user ON votes(user);
COMMIT;
