# shellcheck shell=bash
# Asking a ledger of a hundred thousand runs, beside SQLite's own program asking the same of the same file.
# shellcheck disable=SC2154 # of scripts/bench

ledger=$folder/ledger-state/ledger.sqlite
git init -q --bare "$folder/ledger.git"
echo "repositories: [{name: bench, url: $folder/ledger.git}]" >"$folder/watch.yaml"
"$runner" watch --config "$folder/watch.yaml" --state "$folder/ledger-state" --once >"$folder/output" 2>&1
sqlite3 "$ledger" <<'SQL'
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO runs (id, repository, ref, hash, cause, branch, priority, origin, status, attempts, createdAt, startedAt, finishedAt, stamp)
SELECT printf('20240101-000000-%06d', i), 1, 'refs/heads/main', printf('%040x', i), 'merge', 'main', 0, 'daemon',
    CASE WHEN i % 7 = 0 THEN 'failed' ELSE 'passed' END, 1, i * 1000, i * 1000, i * 1000 + 5000, i FROM n;
INSERT INTO images (run, runID, name, tag, digest, reference, hash, parents, publishedAt)
SELECT seq, id, 'bench', 't' || seq, 'sha256:' || hash, 'host.example/bench:t' || seq, hash, '{}', finishedAt FROM runs
WHERE status = 'passed';
SQL

list() { "$runner" runs list --state "$folder/ledger-state" "$@"; }
ask() { sqlite3 "$ledger" "SELECT * FROM runs WHERE $1 ORDER BY seq DESC LIMIT 50"; }
newest() { list; }
newest_asked() { ask 1; }
failed() { list --status failed --json; }
failed_asked() { ask "status = 'failed'"; }
commit() { list --commit 00000000000000000000000000000000000186; }
commit_asked() { ask "hash BETWEEN '00000000000000000000000000000000000186' AND '00000000000000000000000000000000000186g'"; }
images() { "$runner" images of 000000000000000000000000000000000001869f --state "$folder/ledger-state"; }
images_asked() { sqlite3 "$ledger" "SELECT * FROM images WHERE hash = '000000000000000000000000000000000001869f'"; }

heading '100,000 runs' 'sqlite3'
row 'runs list' newest newest_asked
row 'runs list --status failed --json' failed failed_asked
row 'runs list --commit' commit commit_asked
row 'images of COMMIT' images images_asked
