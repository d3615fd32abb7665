#!/usr/bin/env bash
# Grades in shares with GNU parallel, here or on other machines:
#   grader/ready/parallel.sh <submissions> <policy> <shares> [parallel's own options, such as -S host1,host2]
# Other machines need the project and the submissions at the same place (a shared file system).
# The secret is taken from RAFTLAB_SECRET. A share that fails is tried again and goes on where it was.
set -euo pipefail
submissions=$(realpath "$1")
policy=$(realpath "$2")
shares=$3
shift 3
: "${RAFTLAB_SECRET:?set it to the secret that the seeds follow from}"
project=$(realpath "$(dirname "$0")/../..")
out=$PWD/grading
mkdir -p "$out"
seq "$shares" | parallel --retries 3 --joblog "$out/joblog" --env RAFTLAB_SECRET "$@" \
  "cd '$project' && npm run --silent grade -- '$submissions' --policy '$policy' \
     --seed \"\$RAFTLAB_SECRET\" --shard {}/$shares --jobs 1 --out '$out/share-{}' --resume"
cd "$project"
npm run --silent grade -- merge "$out"/share-* --out "$out/grades"
