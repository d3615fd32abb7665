#!/usr/bin/env bash
# Grades a class in shares with GNU parallel, on this machine or on others:
#   tools/grader/ready/parallel.sh <submissions> <policy> <out> <shares> [options of parallel, such as -S host1,host2]
# Other machines need the project, the submissions and <out> at the same place, as on a shared file
# system. RAFTLAB_SECRET holds the secret that the seeds follow from. A share that dies is tried again
# and goes on where it was; so does the whole of it when this is run again.
set -euo pipefail
if [ $# -lt 4 ]; then
  sed -n '2,6s/^# //p' "$0"
  exit 2
fi
: "${RAFTLAB_SECRET:?set it to the secret that the seeds follow from}"
export RAFTLAB_SECRET
submissions=$(realpath "$1")
policy=$(realpath "$2")
out=$(realpath -m "$3")
shares=$4
shift 4
project=$(realpath "$(dirname "$0")/../..")
mkdir -p "$out"
# parallel quotes the words below for the shell of the machine that runs them.
# shellcheck disable=SC2016 # expanded there, not here
seq "$shares" | parallel --quote --retries 3 --workdir "$project" --env RAFTLAB_SECRET "$@" \
  bash -c 'npm run --silent grade -- "$1" --policy "$2" \
    --shard "$4/$5" --jobs 1 --out "$3/share-$4" --resume' \
  share "$submissions" "$policy" "$out" '{}' "$shares"
cd "$project"
npm run --silent grade -- merge "$out"/share-* --out "$out/grades"
